#if GENGFU_TRAPS
    /// A way to kill the program with a message, compiled in for the test of careful mode only.
    enum Trap {
        static func spring(_ payload: UnsafeRawBufferPointer) {
            if payload.elementsEqual("gengfu-trap".utf8) { preconditionFailure("the trap was sprung") }
        }
    }
#endif
