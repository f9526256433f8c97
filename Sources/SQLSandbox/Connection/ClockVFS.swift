import CSQLite
import CSQLiteWork
import Glibc
import Synchronization
import ToolRouter

/// A VFS of its own for one connection: the unix VFS in everything but the time of day, which the caller sets.
///
/// `date('now')`, `CURRENT_TIMESTAMP` and their like ask the VFS for the present, so this is what makes them follow
/// virtual time. Use it only while the connection's lock is held.
final class ClockVFS {
    /// The name the VFS is registered under, unique in the process.
    let name: String

    private let shim: UnsafeMutablePointer<toolrouter_clock_vfs>
    private let storedName: UnsafeMutablePointer<CChar>
    private static let registered = Atomic<Int>(0)

    /// Registers the VFS, showing 1970-01-01 until told otherwise; traps when SQLite has no unix VFS.
    init() {
        precondition(sqlite3_threadsafe() != 0, "this SQLite is built without thread safety")
        guard let unix = sqlite3_vfs_find("unix") else { preconditionFailure("this SQLite has no VFS named unix") }

        name = "toolrouter-clock-\(Self.registered.add(1, ordering: .relaxed).newValue)"
        guard let storedName = strdup(name) else { preconditionFailure("out of memory") }
        self.storedName = storedName
        shim = .allocate(capacity: 1)
        shim.initialize(
            to: toolrouter_clock_vfs(vfs: unix.pointee, julian_milliseconds: 0, was_read: 0, trouble: 0, met: 0))
        shim.pointee.vfs.pNext = nil
        shim.pointee.vfs.zName = UnsafePointer(storedName)
        shim.pointee.vfs.xCurrentTimeInt64 = { vfs, present in
            present!.pointee = ClockVFS.julianMilliseconds(behind: vfs!)
            return SQLITE_OK
        }
        shim.pointee.vfs.xCurrentTime = { vfs, present in
            present!.pointee = Double(ClockVFS.julianMilliseconds(behind: vfs!)) / 86_400_000
            return SQLITE_OK
        }
        toolrouter_sqlite_expect_trouble(pointer)
        set(to: Timestamp(nanoseconds: 0))
        let code = sqlite3_vfs_register(pointer, 0)
        precondition(code == SQLITE_OK, "the VFS \(name) cannot be registered: \(code)")
    }

    deinit {
        sqlite3_vfs_unregister(pointer)
        shim.deallocate()
        free(storedName)
    }

    /// Whether anybody has asked for the present since it was set.
    var wasRead: Bool { shim.pointee.was_read != 0 }

    /// What the connection's files meet; nil when all is well.
    var trouble: StorageTrouble? {
        didSet {
            shim.pointee.trouble = trouble?.number ?? 0
            if trouble != nil { shim.pointee.met = 0 }
        }
    }

    /// Whether they have met it since it was set.
    var wasMet: Bool { shim.pointee.met > 0 }

    /// Moves the clock; SQLite looks at it once a step, when a statement asks for the present.
    func set(to now: Timestamp) {
        let (milliseconds, rest) = now.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
        // 1970-01-01T00:00Z is the Julian day 2440587.5.
        shim.pointee.julian_milliseconds = milliseconds - (rest < 0 ? 1 : 0) + 210_866_760_000_000
        shim.pointee.was_read = 0
    }

    private var pointer: UnsafeMutablePointer<sqlite3_vfs> {
        UnsafeMutableRawPointer(shim).assumingMemoryBound(to: sqlite3_vfs.self)
    }

    private static func julianMilliseconds(behind vfs: UnsafeMutablePointer<sqlite3_vfs>) -> Int64 {
        let shim = UnsafeMutableRawPointer(vfs).assumingMemoryBound(to: toolrouter_clock_vfs.self)
        shim.pointee.was_read = 1
        return shim.pointee.julian_milliseconds
    }
}
