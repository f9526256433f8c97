import Foundation

/// A folder for files of this run alone; it goes when its owner does.
package final class ScratchFolder {
    /// The path of the folder, without symbolic links.
    package let path: String

    /// Makes the folder.
    package init() throws {
        var template = Array((NSTemporaryDirectory() + "/toolrouter-XXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: NSTemporaryDirectory()])
        }
        let made = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        path = URL(filePath: made).resolvingSymlinksInPath().path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
