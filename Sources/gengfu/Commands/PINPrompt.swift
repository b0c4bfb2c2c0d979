import Facility
import Foundation

/// Asks for a PIN where nobody reads it over a shoulder: from the environment, else from the terminal without an echo.
enum PINPrompt {
    /// nil: neither is there, or nothing was typed.
    static func read(for person: String, variable: String, _ language: Language) -> String? {
        if let given = ProcessInfo.processInfo.environment[variable], !given.isEmpty { return given }
        guard isatty(STDIN_FILENO) == 1 else { return nil }
        StandardError.write(language == .zh ? "\(person) 的 PIN：" : "PIN of \(person):")
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else { return nil }
        var silent = settings
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSANOW, &silent)
        defer { tcsetattr(STDIN_FILENO, TCSANOW, &settings) }
        return readLine(strippingNewline: true).flatMap { $0.isEmpty ? nil : $0 }
    }
}
