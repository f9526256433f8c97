/// One thing that is taken out of what is recorded.
package struct RedactionRule: Sendable {
    /// The parts of a request that a rule can name.
    package enum Field: String, CaseIterable, Sendable {
        case question, sql, user, ip, tenant
    }

    /// Where it looks.
    package enum Place: Sendable {
        /// A whole field.
        case field(Field)
        /// What a pattern finds in questions, in what models say, and in statements.
        case pattern(LinearPattern)
    }

    /// What takes its place.
    package enum Substitute: Hashable, Sendable {
        /// Nothing, or a word that says that there was something.
        case removal
        /// The keyed hash: the same for the same text, so that answers are recalled in a replay as they were.
        case hash
        /// This text.
        case text(String)
    }

    package var place: Place
    package var substitute: Substitute

    package init(_ place: Place, _ substitute: Substitute) {
        (self.place, self.substitute) = (place, substitute)
    }
}
