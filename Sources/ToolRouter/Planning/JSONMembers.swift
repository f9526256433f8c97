/// The members of a JSON object, found by name; of equal names the last.
///
/// A plan has three or four, which are sooner compared than hashed. Beyond `few` they are hashed, so that a reply of a million bytes
/// takes time in proportion to it.
struct JSONMembers: Sendable {
    private static let few = 8

    private var list: [(name: String, member: JSONText.Member)] = []
    /// The places in the list, where it is a long one.
    private var places: [String: Int] = [:]

    /// The member of this name; nil when there is none.
    subscript(name: String) -> JSONText.Member? {
        get { place(of: name).map { list[$0].member } }
        set {
            guard let newValue else { preconditionFailure("members are not taken away") }
            if let place = place(of: name) {
                list[place].member = newValue
                return
            }
            list.append((name, newValue))
            if list.count == Self.few + 1 {
                for (place, other) in list.enumerated() { places[other.name] = place }
            } else if list.count > Self.few {
                places[name] = list.count - 1
            }
        }
    }

    /// All of them, in the order of their names.
    var sorted: [(name: String, member: JSONText.Member)] { list.sorted { $0.name < $1.name } }

    private func place(of name: String) -> Int? {
        list.count > Self.few ? places[name] : list.firstIndex { $0.name == name }
    }
}
