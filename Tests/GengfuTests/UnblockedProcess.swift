import Foundation

extension Process {
    /// Starts the program with no signal blocked. A thread of Swift's pool blocks most of them, and what it starts
    /// inherits that: a broker that cannot hear SIGTERM keeps the script that started it waiting for ever.
    func runUnblocked() throws {
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try run()
    }
}
