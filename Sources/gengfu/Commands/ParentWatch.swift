import Foundation

/// Ends a child of `gengfu demo`, `bench` or a test when its parent has died without ending it: nothing that was
/// started for a demonstration outlives it.
enum ParentWatch {
    /// Name of the variable that holds the parent's process id.
    static let variable = "GENGFU_PARENT"

    static func start() {
        guard let text = ProcessInfo.processInfo.environment[variable], let parent = Int32(text) else {
            return
        }
        Thread.detachNewThread {
            while getppid() == parent { usleep(500_000) }
            // The same way a person would end it: cleanly.
            kill(getpid(), SIGTERM)
        }
    }
}
