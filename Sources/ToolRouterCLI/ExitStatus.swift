import ArgumentParser
import ToolRouterFormats
import ToolRouterReplay
import ToolRouterServer
import ToolRouterSimulation

/// How a process ends: the one place where an error becomes an exit code and a message.
enum ExitStatus {
    /// Bad input: a file says what must be mended.
    static let badInput = ExitCode(65)
    /// Something inside, or the disk, failed.
    static let internalError = ExitCode(70)
    /// A service that is needed, or a port, can't be had (EX_UNAVAILABLE of sysexits.h).
    private static let unavailable = ExitCode(69)
    /// Another process does what this one was to do; later it can be done (EX_TEMPFAIL of sysexits.h).
    private static let inUse = ExitCode(75)

    /// Runs `body`; an error is printed to stderr and ends the process with its code.
    static func of(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as ExitCode {
            throw error
        } catch let error as ValidationError {
            throw error
        } catch is Interrupted {
            Console.error("interrupted")
            throw ExitCode(Verdict.interruptedExitCode)
        } catch let error as FileError where error.isOutput {
            Console.error(error.description)
            throw internalError
        } catch let error as FolderInUse {
            Console.error(error.description)
            throw inUse
        } catch let error as AuditFault where error.isOutput {
            Console.error(error.description)
            throw internalError
        } catch let error as HTTPFault {
            Console.error(error.description)
            throw unavailable
        } catch let error as MemoryShortage {
            Console.error(error.description)
            throw internalError
        } catch let error as StalledSimulation {
            Console.error(error.description)
            throw internalError
        } catch {
            // What is left are the errors of readers, and each of them says file, fault and remedy.
            Console.error("\(error)")
            throw badInput
        }
    }

    /// Ends the process as `report` says.
    static func with(_ report: RunReport) throws {
        if report.exitCode != 0 { throw ExitCode(report.exitCode) }
    }

    /// Ends the process with the code of `verdict`.
    static func with(_ verdict: Verdict) throws {
        if verdict != .pass { throw ExitCode(verdict.exitCode) }
    }
}
