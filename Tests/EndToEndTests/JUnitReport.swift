import CLibXML2
import Foundation
import Testing

/// `junit.xml` as a CI service reads it: through libxml2, and only when the schema of the Jenkins xUnit plugin agrees.
struct JUnitReport {
    static let missing: Comment = "needs ../shared/schemas/junit-10.xsd beside the package, to validate reports with"
    static let schema = Package.shared("schemas/junit-10.xsd")

    /// An element with its attributes, in document order.
    struct Element {
        let name: String
        let attributes: [String: String]
        let text: String
    }

    let elements: [Element]

    /// Parses the file; throws when it is not well-formed.
    init(file path: String) throws {
        let document = try #require(xmlReadFile(path, nil, Int32(XML_PARSE_NONET.rawValue)), "no XML: \(path)")
        defer { xmlFreeDoc(document) }
        var elements: [Element] = []
        Self.collect(xmlDocGetRootElement(document), into: &elements)
        self.elements = elements
    }

    /// The elements of that name.
    func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

    /// Whether the schema accepts the file; what it has against it goes to stderr.
    static func isValid(_ report: String) throws -> Bool {
        let path = try #require(schema)
        let parser = try #require(xmlSchemaNewParserCtxt(path))
        defer { xmlSchemaFreeParserCtxt(parser) }
        let rules = try #require(xmlSchemaParse(parser))
        defer { xmlSchemaFree(rules) }
        let validator = try #require(xmlSchemaNewValidCtxt(rules))
        defer { xmlSchemaFreeValidCtxt(validator) }
        return xmlSchemaValidateFile(validator, report, 0) == 0
    }

    private static func collect(_ node: xmlNodePtr?, into elements: inout [Element]) {
        var next = node
        while let current = next {
            if current.pointee.type == XML_ELEMENT_NODE {
                elements.append(element(current))
                collect(current.pointee.children, into: &elements)
            }
            next = current.pointee.next
        }
    }

    private static func element(_ node: xmlNodePtr) -> Element {
        var attributes: [String: String] = [:]
        var attribute = node.pointee.properties
        while let current = attribute {
            attributes[String(cString: current.pointee.name)] =
                current.pointee.children.map { String(cString: $0.pointee.content) } ?? ""
            attribute = current.pointee.next
        }
        var text = ""
        var child = node.pointee.children
        while let current = child {
            if current.pointee.type == XML_TEXT_NODE { text += String(cString: current.pointee.content) }
            child = current.pointee.next
        }
        return Element(name: String(cString: node.pointee.name), attributes: attributes, text: text)
    }
}
