import ToolRouter

/// The requests that are followed from their arrival to their end, by their names: a bounded number.
///
/// An event names its request and nothing else, so that what happens to two of one name can't be told apart while both are
/// open. Neither is followed then, nor any other of that name until all of them have been answered.
struct FollowedRequests<Followed> {
    private enum Entry {
        /// One whose name is kept, and nothing else.
        case named
        case followed(Followed, isSettled: Bool)
        /// So many of one name that have not been answered.
        case mixed(Int)
    }

    /// What there is of a name.
    enum Standing {
        /// Nothing is open under it.
        case none
        /// One that is open, but not followed, or several.
        case unfollowed
        case followed(Followed)
    }

    private let most: Int
    private var entries: [RequestID: Entry] = [:]
    /// The requests that are not followed, or no further, since too many were open or another one had their name.
    private(set) var unfollowed = 0

    /// - Parameter most: the most names that are kept at once.
    init(most: Int) {
        self.most = most
    }

    /// How many names are kept.
    var count: Int { entries.count }

    /// What there is of a name.
    subscript(_ request: RequestID) -> Standing {
        switch entries[request] {
        case nil: .none
        case .named, .mixed: .unfollowed
        case .followed(let followed, _): .followed(followed)
        }
    }

    /// A request has arrived: whether it may be followed, and what was followed under its name until now.
    mutating func arrive(_ request: RequestID) -> (mayFollow: Bool, abandoned: Followed?) {
        switch entries[request] {
        case nil:
            guard entries.count < most else {
                unfollowed += 1
                return (false, nil)
            }
            entries[request] = .named
            return (true, nil)
        case .named:
            unfollowed += 1
            entries[request] = .mixed(2)
            return (false, nil)
        case .mixed(let others):
            unfollowed += 1
            entries[request] = .mixed(others + 1)
            return (false, nil)
        case .followed(let other, let isSettled):
            unfollowed += isSettled ? 1 : 2
            entries[request] = .mixed(isSettled ? 1 : 2)
            return (false, other)
        }
    }

    /// Follows a request that has arrived; false when another one of its name has arrived since.
    mutating func follow(_ request: RequestID, _ followed: Followed) -> Bool {
        switch entries[request] {
        case .named:
            entries[request] = .followed(followed, isSettled: false)
            return true
        case .mixed:
            unfollowed += 1
            return false
        case nil, .followed: return false
        }
    }

    /// Changes what is kept of a request, if it is followed.
    mutating func change(_ request: RequestID, _ body: (inout Followed) -> Void) {
        guard case .followed(var followed, let isSettled) = entries[request] else { return }
        body(&followed)
        entries[request] = .followed(followed, isSettled: isSettled)
    }

    /// A request was answered: what is followed of it, which is kept until `forget`.
    mutating func settle(_ request: RequestID) -> Followed? {
        switch entries[request] {
        case nil: break
        case .named: entries[request] = nil
        case .mixed(let open): entries[request] = open > 1 ? .mixed(open - 1) : nil
        case .followed(let followed, _):
            entries[request] = .followed(followed, isSettled: true)
            return followed
        }
        return nil
    }

    /// Nothing more comes of a request that was answered; false when another one of its name has come.
    @discardableResult
    mutating func forget(_ request: RequestID) -> Bool {
        guard case .followed(_, isSettled: true) = entries[request] else { return false }
        entries[request] = nil
        return true
    }
}
