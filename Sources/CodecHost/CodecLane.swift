/// Where an uplink waits for a child: whose company it may be kept waiting by.
enum CodecLane: Int, CaseIterable {
    /// Nobody has complained: answered by the front child, which gives each call little time.
    case front = 0
    /// The codec gives trouble with several devices, or takes long to be read: answered by the back child.
    case back = 1
    /// The device's own payloads gave trouble: answered by the back child, alone, when nobody else wants it.
    case suspects = 2
}
