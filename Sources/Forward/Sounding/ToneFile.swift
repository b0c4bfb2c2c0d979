import Facility
import Foundation

/// The tones as WAV files, made by ourselves: nothing to install, nothing to lose.
///
/// 16 bit, mono, 22,050 samples a second. Both frequencies of the alarming tones lie between 500 and 1,500 Hz, where
/// a danger signal must have its energy to be heard by whoever hears badly, and behind a door (ISO 7731).
enum ToneFile {
    static let rate = 22_050

    /// One sound after the other; 0 Hz is silence.
    private struct Note {
        var hertz: Double
        var seconds: Double
        /// 0...1 of full scale.
        var level: Double
    }

    private static func notes(_ tone: SoundPlan.Tone) -> [Note] {
        switch tone {
        case .danger:
            (0..<6).flatMap { _ in
                [Note(hertz: 1_320, seconds: 0.2, level: 0.9), Note(hertz: 880, seconds: 0.2, level: 0.9)]
            }
        case .trouble:
            (0..<3).flatMap { _ in
                [Note(hertz: 740, seconds: 0.35, level: 0.7), Note(hertz: 0, seconds: 0.25, level: 0)]
            }
        case .notice:
            [Note(hertz: 659, seconds: 0.4, level: 0.35), Note(hertz: 523, seconds: 0.6, level: 0.35)]
        }
    }

    /// Milliseconds the tone takes.
    static func milliseconds(_ tone: SoundPlan.Tone) -> Int {
        Int(notes(tone).reduce(0) { $0 + $1.seconds } * 1_000)
    }

    static func bytes(_ tone: SoundPlan.Tone) -> Data {
        var samples: [Int16] = []
        for note in notes(tone) {
            let count = Int(note.seconds * Double(rate))
            // 5 ms of rise and fall, or each note would begin and end with a crack.
            let edge = Double(rate) * 0.005
            for position in 0..<count {
                let near = Double(min(position, count - 1 - position))
                let swing = sin(2 * .pi * note.hertz * Double(position) / Double(rate))
                samples.append(Int16(swing * note.level * min(1, near / edge) * 32_000))
            }
        }
        let size = samples.count * 2
        var file = Data("RIFF".utf8)
        func add(_ value: Int, _ width: Int) {
            for byte in 0..<width { file.append(UInt8(truncatingIfNeeded: value >> (8 * byte))) }
        }
        add(36 + size, 4)
        file.append(Data("WAVEfmt ".utf8))
        add(16, 4)  // bytes of this part
        add(1, 2)  // PCM
        add(1, 2)  // channels
        add(rate, 4)
        add(rate * 2, 4)  // bytes a second
        add(2, 2)  // bytes a sample
        add(16, 2)  // bits a sample
        file.append(Data("data".utf8))
        add(size, 4)
        for sample in samples { add(Int(sample), 2) }
        return file
    }

    /// Writes the tone where it is not yet; returns its path.
    static func written(_ tone: SoundPlan.Tone, in folder: String) throws -> String {
        let path = "\(folder)/tone-\(tone.rawValue).wav"
        let bytes = bytes(tone)
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        guard size != bytes.count else { return path }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try bytes.write(to: URL(filePath: path), options: .atomic)
        return path
    }
}
