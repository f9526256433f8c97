import Foundation
import ToolRouter

/// A fresh API key.
package struct NewKey: Sendable {
    /// The key, to be shown once: `tr_` and 32 random bytes in the letters of URLs (RFC 4648, section 5).
    package let text: String

    /// Draws a key from the system's source of chance.
    package init() {
        var generator = SystemRandomNumberGenerator()
        self.init(bytes: (0..<4).flatMap { _ in withUnsafeBytes(of: generator.next()) { Array($0) } })
    }

    init(bytes: [UInt8]) {
        let letters = Data(bytes).base64EncodedString()
        text =
            "tr_"
            + String(
                letters.compactMap { letter in
                    switch letter {
                    case "+": "-"
                    case "/": "_"
                    case "=": nil
                    default: letter
                    }
                })
    }

    /// The hash that a configuration holds, in hexadecimal digits.
    package var sha256: String { KeyRing.sha256(text).hexadecimal }
}
