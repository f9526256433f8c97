import ToolRouter

/// The planner's replies are billed at half their price.
struct StalePrices: PlantedBug {
    static let name = "stale-prices"
    static let invariant = CostsAddUp.name

    func decorate(_ world: inout World, scheduler: any Scheduler) {
        world.configuration.prices = world.configuration.prices.mapPrices { price in
            var rates = price.base
            for bucket in TokenBucket.allCases {
                rates[bucket] = rates[bucket].map { Money(yoctodollars: $0.yoctodollars / 2) }
            }
            return Price(rates, tiers: price.tiers, isPartial: price.isPartial)
        }
    }
}
