import Foundation

/// LiteLLM's price file, in `../shared/data/prices` beside the package.
enum SharedPrices {
    /// The folder of the package.
    static let package: String = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.path + "/Package.swift") {
            folder = folder.deletingLastPathComponent()
        }
        return folder.path
    }()

    static let path =
        URL(filePath: package).deletingLastPathComponent().path
        + "/shared/data/prices/litellm_model_prices_and_context_window.json"

    static var isThere: Bool { FileManager.default.fileExists(atPath: path) }

    static let missing = "LiteLLM's price file is missing: put it into ../shared/data/prices"
}
