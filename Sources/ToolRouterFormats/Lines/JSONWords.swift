/// The kinds of JSON value in the words of an error message.
enum JSONWords {
    /// What a value of the Swift type `type` looks like in JSON.
    static func kind(of type: Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is any BinaryInteger.Type: "an integer of at most 64 bits"
        case is any SequenceOfElements.Type: "a list"
        default: "an object"
        }
    }
}

/// Picks the lists out of all decodable types, whatever their elements.
private protocol SequenceOfElements {}
extension Array: SequenceOfElements {}
