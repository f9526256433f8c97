package import ToolRouter

/// Several listeners as one, each told in order.
package struct Observers: EventObserver {
    private let all: [any EventObserver]

    package init(_ all: [any EventObserver]) {
        self.all = all
    }

    package func observe(_ event: RouterEvent) {
        for observer in all { observer.observe(event) }
    }
}
