/// The answer cache, and whether it is there.
struct StoredAnswers: Sendable {
    let store: any AnswerStore
    /// Nil where the store is in this process.
    let gateway: StoreGateway?

    init(_ store: any AnswerStore, _ configuration: RouterConfiguration) {
        self.store = store
        gateway = store.mayWait ? StoreGateway(.store, configuration) : nil
    }
}

extension Router {
    /// What the store has for `key`: nothing, too, where the store has nothing to say. A request waits for it for what is left of
    /// its time for stores.
    func look(
        in answers: StoredAnswers, for key: CacheKey, until end: Timestamp? = nil, _ state: inout RequestState
    ) async -> StoredAnswer? {
        await turn(.recall, state.request)
        let (began, asking) = (scheduler.now, state)
        let found = await numbered(.recall, state.request) {
            await visit(answers, asking, until: end) { store throws(StoreFailure) in
                try await store.answer(for: key, at: began)
            }
        }
        wait(for: .store, since: began, &state)
        guard var answer = found ?? nil else { return nil }
        // On its way here it grew older.
        if answers.gateway != nil { answer.freshFor -= scheduler.now - began }
        return answer
    }

    /// Has the store forget the answer for `key`. Nobody waits for a store outside to do that.
    func forget(_ key: CacheKey, in answers: StoredAnswers, _ request: Request) async {
        let now = scheduler.now
        guard let gateway = answers.gateway else {
            return await StoreCall.inside { () async throws(StoreFailure) in
                try await answers.store.remove(key, at: now)
            }
        }
        scheduler.spawn { [self] in
            _ = await ask(gateway, for: request, within: configuration.stores.budget) { () async throws(StoreFailure) in
                try await answers.store.remove(key, at: now)
            }
        }
    }

    /// Keeps an answer, now that it has left. Nobody waits for that.
    func storeLater(_ answer: StoredAnswer, under key: CacheKey, _ request: Request) {
        guard let answers else { return }
        scheduler.spawn { [self] in
            let isStored: Bool
            if let gateway = answers.gateway {
                let kept = await ask(gateway, for: request, within: configuration.stores.budget) {
                    () async throws(StoreFailure) in
                    try await answers.store.store(answer, for: key, at: self.scheduler.now)
                }
                isStored = (try? kept.get()) ?? false
            } else {
                await turn(.store, request)
                isStored = await numbered(.store, request) {
                    await StoreCall.inside { () async throws(StoreFailure) in
                        try await answers.store.store(answer, for: key, at: self.scheduler.now)
                    }
                }
            }
            emit(isStored ? .stored(key, answer) : .notStored(key), request)
        }
    }

    private func visit<Value: Sendable>(
        _ answers: StoredAnswers, _ state: RequestState, until end: Timestamp? = nil,
        _ work: @escaping @Sendable (any AnswerStore) async throws(StoreFailure) -> Value
    ) async -> Value? {
        guard let gateway = answers.gateway else {
            return await StoreCall.inside { () async throws(StoreFailure) in try await work(answers.store) }
        }
        let answer = await ask(
            gateway, for: state.request, within: state.storePatience, until: min(end ?? state.deadline, state.deadline)
        ) { () async throws(StoreFailure) in
            try await work(answers.store)
        }
        return try? answer.get()
    }
}
