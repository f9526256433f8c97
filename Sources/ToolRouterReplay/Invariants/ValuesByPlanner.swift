import ToolRouter

/// A value for each planner or candidate. A linear list, since a router has a handful of them and this is looked up with each call.
struct ValuesByPlanner<Value> {
    /// In the order in which they were first seen.
    private(set) var names: [PlannerName] = []
    private var values: [Value] = []

    /// The value of `name`; nil when it has none.
    subscript(name: PlannerName) -> Value? {
        names.firstIndex(of: name).map { values[$0] }
    }

    /// The value of `name`, which is given one where it has none.
    subscript(name: PlannerName, default value: @autoclosure () -> Value) -> Value {
        get { self[name] ?? value() }
        _modify {
            let place = names.firstIndex(of: name) ?? names.count
            if place == names.count {
                names.append(name)
                values.append(value())
            }
            yield &values[place]
        }
    }

    /// Changes the value of `name`, if it has one.
    mutating func update(_ name: PlannerName, _ change: (inout Value) -> Void) {
        if let place = names.firstIndex(of: name) { change(&values[place]) }
    }
}
