import ToolRouterFormats

/// Any bytes as a recording: an error that helps, or exchanges that survive being written and read again.
enum RecordingFuzzing {
    private struct Content {
        let header: RecordingHeader
        let exchanges: [RecordedExchange]
        let reordered: Int

        /// As a writer would write it.
        var text: String {
            let lines = exchanges.map { $0.json(under: header.usageConvention) }
            return ([header.json] + lines).map { $0 + "\n" }.joined()
        }
    }

    static func judge(_ input: [UInt8]) {
        switch InputFile.with(input, read) {
        case .failure(let error): error.judge()
        case .success(let content):
            let text = content.text
            switch InputFile.with(text.utf8, read) {
            case .failure(let error): fatalError("what was read and written can't be read again: \(error)\n\(text)")
            case .success(let again):
                precondition(again.text.utf8.elementsEqual(text.utf8), "changed by writing:\n\(text)\n\(again.text)")
                precondition(again.header == content.header && again.exchanges == content.exchanges, "\(text)")
                precondition(again.reordered == 0, "a reader hands out exchanges in order:\n\(text)")
            }
        }
    }

    private static func read(_ path: String) -> Result<Content, FileError> {
        do throws(FileError) {
            let reader = try RecordingReader(path: path)
            var exchanges: [RecordedExchange] = []
            do throws(FileError) {
                while let located = try reader.nextLocated() {
                    exchanges.append(located.exchange)
                    let again = try reader.exchange(at: located.offset)
                    precondition(again == located.exchange, "read differently a second time: \(again)")
                }
            } catch {
                // An error stays an error: nothing more is handed out.
                do throws(FileError) {
                    let next = try reader.next()
                    fatalError("after \(error) there is \(String(describing: next))")
                } catch let again {
                    precondition(again == error, "first \(error), then \(again)")
                }
                throw error
            }
            return .success(Content(header: reader.header, exchanges: exchanges, reordered: reader.reordered))
        } catch {
            return .failure(error)
        }
    }
}
