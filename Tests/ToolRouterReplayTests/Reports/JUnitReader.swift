import CLibXML2
import Foundation
import Testing

/// An element as libxml2's parser reads it back.
struct ReadElement {
    var name: String
    var attributes: [String: String]
    var text: String
    var children: [ReadElement]

    /// The children of that name.
    func all(_ name: String) -> [ReadElement] { children.filter { $0.name == name } }

    /// Parses the file; records an issue and is nil when it is not well-formed.
    init?(file path: String) {
        guard let document = xmlReadFile(path, nil, Int32(XML_PARSE_NONET.rawValue)) else {
            Issue.record("\(path) is not well-formed XML")
            return nil
        }
        defer { xmlFreeDoc(document) }
        guard let root = xmlDocGetRootElement(document) else { return nil }
        self.init(root)
    }

    private init(_ node: xmlNodePtr) {
        name = String(cString: node.pointee.name)
        attributes = [:]
        text = ""
        children = []
        var attribute = node.pointee.properties
        while let current = attribute {
            attributes[String(cString: current.pointee.name)] =
                current.pointee.children.map { String(cString: $0.pointee.content) } ?? ""
            attribute = current.pointee.next
        }
        var child = node.pointee.children
        while let current = child {
            switch current.pointee.type {
            case XML_ELEMENT_NODE: children.append(ReadElement(current))
            case XML_TEXT_NODE: text += String(cString: current.pointee.content)
            default: Issue.record("unexpected node in \(name)")
            }
            child = current.pointee.next
        }
    }
}

/// The schema that Jenkins checks reports with; it lies beside the package, not in it.
enum JUnitSchema {
    static let missing: Comment = "needs ../shared/schemas/junit-10.xsd beside the package, to validate reports with"

    static let path: String? = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
            if folder.path == "/" { return nil }
            folder.deleteLastPathComponent()
        }
        let schema = folder.deletingLastPathComponent().appending(path: "shared/schemas/junit-10.xsd").path
        return FileManager.default.fileExists(atPath: schema) ? schema : nil
    }()

    /// What the schema finds wrong with the file.
    static func violations(in file: String) throws -> [String] {
        let path = try #require(Self.path)
        let parser = try #require(xmlSchemaNewParserCtxt(path))
        defer { xmlSchemaFreeParserCtxt(parser) }
        let schema = try #require(xmlSchemaParse(parser))
        defer { xmlSchemaFree(schema) }
        let validator = try #require(xmlSchemaNewValidCtxt(schema))
        defer { xmlSchemaFreeValidCtxt(validator) }
        let document = try #require(xmlReadFile(file, nil, Int32(XML_PARSE_NONET.rawValue)))
        defer { xmlFreeDoc(document) }

        final class Messages { var list: [String] = [] }
        let messages = Messages()
        xmlSchemaSetValidStructuredErrors(
            validator,
            { context, error in
                guard let context, let message = error?.pointee.message else { return }
                Unmanaged<Messages>.fromOpaque(context).takeUnretainedValue().list.append(String(cString: message))
            }, Unmanaged.passUnretained(messages).toOpaque())
        let result = xmlSchemaValidateDoc(validator, document)
        if result != 0, messages.list.isEmpty { messages.list.append("result \(result)") }
        return withExtendedLifetime(messages) { messages.list }
    }
}

/// A folder that is deleted with its owner.
final class TemporaryFolder {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory.appending(path: "junit-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    var contents: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
    }
}
