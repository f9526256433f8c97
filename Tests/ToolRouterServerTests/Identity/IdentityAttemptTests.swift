import RouterTesting
import Testing
import ToolRouter

@testable import ToolRouterServer

@Suite struct IdentityAttemptTests {
    @Test(arguments: IdentityAttempt.all)
    func `nobody is somebody else`(attempt: IdentityAttempt) throws {
        let identities = try Identities(of: attempt)
        let call = HTTPCall.with(attempt.headers, from: attempt.peer)
        let outcome: IdentityAttempt.Outcome
        do throws(RouterError) {
            let identity = try identities.identify(call, tenant: attempt.tenant, user: attempt.user, at: .ofIdentity)
            outcome = .caller(identity.caller, key: identity.key, isAdmin: identity.isAdmin)
        } catch {
            outcome = .refused(error.code)
        }
        #expect(outcome == attempt.outcome)
    }

    @Test func `there are more attempts than twenty, and honest requests among them`() {
        let refused = IdentityAttempt.all.count { if case .refused = $0.outcome { true } else { false } }
        #expect(refused >= 20 && IdentityAttempt.all.count - refused >= 10)
        #expect(Set(IdentityAttempt.all.map(\.testDescription)).count == IdentityAttempt.all.count)
    }

    @Test func `admin actions need an admin's key`() throws {
        let identities = Identities(try IdentitySettings(yaml: IdentityAttempt.withAnonymous))
        func identify(_ key: String?) throws -> Identity {
            try identities.identify(.with(key.map { [("x-api-key", $0)] } ?? []), at: .ofIdentity)
        }
        try identify(IdentityAttempt.admin).requireAdmin()
        for key in [IdentityAttempt.clerk, IdentityAttempt.portal, nil] {
            let error = try #require(throws: RouterError.self) { try identify(key).requireAdmin() }
            #expect(error.code == .forbidden)
        }
    }

    @Test(arguments: IdentityAttempt.all)
    func `no refusal says anything of the key that was sent, nor of those there are`(attempt: IdentityAttempt) throws {
        let identities = try Identities(of: attempt)
        do throws(RouterError) {
            _ = try identities.identify(
                .with(attempt.headers), tenant: attempt.tenant, user: attempt.user, at: .ofIdentity)
        } catch {
            let words = error.detail + (error.hint ?? "")
            for secret in ["tr_", "17465a51", "app-1", "portal", "operations", "clerk", "emea", "home"] {
                #expect(!words.contains(secret), "\(words)")
            }
        }
    }
}
