package import SQLSandbox
package import ToolRouter

/// Answers from SQLite databases. SQLite itself judges each statement, on the hardened connection that would run it.
package struct SQLTool: Tool {
    package let name = ToolName.sql
    package let syntax: any PlanSyntax = SQLPlanSyntax()
    package let summary = "Runs one read-only SELECT, in SQLite's dialect, on a database."
    package let inputs = [
        ToolInput("sql", .text(atMost: 32_768), "One SELECT statement that reads only tables that may be read."),
        ToolInput(
            Plan.parametersKey, .object(nil),
            "The values of its parameters, which are written :name, but for :user and :tenant, which are the caller's.",
            isRequired: false),
    ]
    package let mayWait: Bool
    private let everybody: SQLAccess
    private let roles: [RoleName: SQLAccess]

    /// Serves `databases`, each in its sandbox or pool; there must be at least one. A request may leave out the database's
    /// name when there is only one.
    package init(databases: [DatabaseName: any GuardedDatabase], policy: SandboxPolicy) {
        self.init(SQLAccess(databases: databases, policy: policy))
    }

    /// Serves each caller what its role may read, and who has none what `everybody` may. Who has a role that is not among
    /// `roles` is served nothing.
    package init(_ everybody: SQLAccess, roles: [RoleName: SQLAccess] = [:]) {
        self.everybody = everybody
        self.roles = roles
        mayWait = ([everybody] + roles.values).contains { $0.databases.values.contains(where: \.mayWait) }
    }

    /// What the caller may read.
    private func access(of request: Request, at stage: Stage) throws(RouterError) -> SQLAccess {
        guard let role = request.caller.role else { return everybody }
        guard let access = roles[role] else { throw .unknownRole(role, at: stage) }
        return access
    }

    package func fingerprint(for request: Request) async throws(RouterError) -> ToolFingerprint {
        let access = try access(of: request, at: .recall)
        let (name, database) = try access.database(for: request)
        do throws(SQLFailure) {
            return ToolFingerprint(
                data: name.text, version: try await database.dataVersion.text, policy: access.policy)
        } catch {
            throw RouterError(error, at: .recall)
        }
    }

    package func mayRecognise(_ question: String) -> Bool { StatementOpening.begins(question) }

    package func recognise(_ request: Request, at now: Timestamp) async -> Plan? {
        guard let database = try? database(for: request, at: .route) else { return nil }
        do throws(SQLRefusal) {
            _ = try await database.approve(request.question, at: now)
        } catch {
            // English that begins like SQL does not compile; SQL that compiles and breaks the policy is still SQL.
            guard error.code.isPolicy, !error.isNoStatement else { return nil }
        }
        return Plan(sql: request.question)
    }

    package func understands(_ text: String, for request: Request, at now: Timestamp) async -> Bool {
        guard let database = try? database(for: request, at: .plan) else { return true }
        let text = Array(text.utf8)[...]
        switch await reading(of: text, in: database, at: now) {
        case .prose: return false
        case .approved: return true
        case .refused: break
        }
        // A statement with text behind it is known for that already.
        if StatementText(text).hasTextAfterStatement { return true }
        // The guard stops at a second statement, whatever it is.
        for next in StatementText(text).textsBehindStatement(atMost: Self.maximumTexts) {
            if case .prose = await reading(of: next, in: database, at: now) { return false }
        }
        return true
    }

    /// The most texts behind a statement that are read.
    private static let maximumTexts = 8

    /// What text is that may be a statement.
    private enum Reading {
        case approved, refused, prose
    }

    private func reading(
        of text: ArraySlice<UInt8>, in database: any GuardedDatabase, at now: Timestamp
    ) async -> Reading {
        do throws(SQLRefusal) {
            _ = try await database.approve(StatementText.stripped(text), at: now)
            return .approved
        } catch {
            guard error.isNoStatement else { return .refused }
            guard let foreign = ForeignStatement(text), await holds(foreign, in: database, at: now) else {
                return .prose
            }
            return .refused
        }
    }

    /// Whether what a statement of another database names is there to be read, and what it explains is a statement. What is
    /// denied is as good as absent.
    private func holds(
        _ foreign: ForeignStatement, in database: any GuardedDatabase, at now: Timestamp
    ) async -> Bool {
        for name in foreign.names where !names(aDatabase: name) {
            do throws(SQLRefusal) {
                _ = try await database.approve("SELECT 1 FROM \(name)", at: now)
            } catch {
                guard [.databaseUnavailable, .busy, .cancelled].contains(error.code) else { return false }
            }
        }
        guard let query = foreign.query else { return true }
        do throws(SQLRefusal) {
            _ = try await database.approve(StatementText.stripped(query), at: now)
            return true
        } catch {
            return !error.isNoStatement
        }
    }

    private func names(aDatabase name: String) -> Bool {
        SQLName(name) == SQLName("main") || everybody.databases.keys.contains { SQLName($0.text) == SQLName(name) }
    }

    /// The texts differ in nothing but white space and the case of keywords and bare names, and their parameters in nothing.
    package func hasSameText(_ left: Plan, _ right: Plan) -> Bool {
        guard let one = left.sql, let other = right.sql else { return left.hasSameArguments(as: right) }
        return left.arguments[Plan.parametersKey] == right.arguments[Plan.parametersKey] && SQLText.isSame(one, other)
    }

    package func describe(for request: Request) async -> ToolDescription? {
        guard let database = try? database(for: request, at: .plan) else { return nil }
        do throws(SQLFailure) {
            let tables = try await database.readable()
            return ToolDescription(
                tool: name,
                sources: tables.map { table in
                    ToolDescription.Source(
                        name: table.name,
                        fields: table.columns.map { ToolDescription.Field($0) })
                })
        } catch {
            return nil
        }
    }

    package func approve(
        _ plan: Plan, for request: Request, at now: Timestamp
    ) async throws(RouterError) -> any ApprovedCall {
        let database = try database(for: request, at: .guard)
        let statement: ApprovedStatement
        do throws(SQLRefusal) {
            statement = try await database.approve(plan.sql ?? "", at: now)
        } catch {
            if error.isNoStatement, let statement = plan.sql,
                let foreign = ForeignStatement(Array(statement.utf8)[...])
            {
                throw RouterError(foreign)
            }
            throw RouterError(error)
        }
        return ApprovedSQL(
            plan: plan, statement: statement, bindings: try statement.bindings(of: plan, for: request.caller),
            database: database)
    }

    /// The database that the request names, behind the guard of the caller's role.
    private func database(for request: Request, at stage: Stage) throws(RouterError) -> any GuardedDatabase {
        try access(of: request, at: stage).database(for: request).1
    }
}

extension ToolDescription.Field {
    /// A column, with what models have to know of it to join tables.
    fileprivate init(_ column: ReadableTable.Column) {
        self.init(
            name: column.name, type: column.type, isKey: column.isKey,
            references: column.references.map { ToolDescription.Reference(source: $0.table, field: $0.column) })
    }
}
