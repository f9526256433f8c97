import Crypto
import Foundation
import ToolRouter

/// Names texts by a keyed hash: who lacks the key can't try guesses, and the same text has the same name.
struct RecordingHash: Sendable {
    /// The variable with the key. Without it each run of a server draws its own, so that names of two runs differ.
    static let keyVariable = "TOOLROUTER_RECORD_KEY"

    private let key: SymmetricKey

    init(environment: [String: String]) {
        let given = environment[Self.keyVariable]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        key = given.isEmpty ? SymmetricKey(size: .bits256) : SymmetricKey(data: Data(given.utf8))
    }

    /// 24 hexadecimal digits.
    func name(_ text: some Sequence<UInt8>) -> String {
        HMAC<SHA256>.authenticationCode(for: Array(text), using: key).prefix(12).hexadecimal
    }
}
