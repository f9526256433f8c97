import ToolRouter

/// The planner's replies are billed at half their price.
struct StalePrices: PlantedBug {
    static let name = "stale-prices"
    static let invariant = CostsAddUp.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        let model = world.planner.model
        guard let price = world.configuration.prices.price(of: model) else { return }
        func half(_ rate: Money) -> Money {
            Money(yoctodollars: rate.yoctodollars / 2 / 1_000_000_000_000_000_000 * 1_000_000_000_000_000_000)
        }
        world.configuration.prices = PriceCatalogue([
            model: Price(input: half(price.input), output: half(price.output))
        ])
    }
}
