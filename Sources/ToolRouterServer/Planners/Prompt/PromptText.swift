/// A prompt as a model is given it.
struct PromptText: Hashable, Sendable {
    /// What those who run the service say: the task and its rules. Nothing that came from the outside is in it.
    let system: String
    /// What is asked: data, and the words around it.
    let user: String
}
