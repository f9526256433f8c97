import Foundation
import ToolRouter

/// The charges of a bill that more than one model, or more than one price, is part of, as JSON in one column.
enum AuditCharges {
    /// The most charges that are told apart; what else there is, is one charge more, of model `other`.
    static let most = 32

    static func json(_ charges: [Charge]) -> String {
        var writer = JSONWriter()
        writer.array { writer in
            for charge in bounded(charges) {
                writer.object { writer in
                    writer.member("model", BoundedText.of(charge.model))
                    if let price = charge.price {
                        writer.member("price_entry", BoundedText.of(price.entry))
                        writer.member("price_match", price.match.rawValue)
                        writer.member("price_from_us", price.validFrom?.microseconds)
                    }
                    for (column, count) in AuditRow.Builder.tokens(charge.usage) { writer.member(column.name, count) }
                    writer.member("cost_usd", charge.cost.amount?.usdText)
                    writer.member("cost_status", charge.cost.status.rawValue)
                }
            }
        }
        return writer.text
    }

    /// The charges, with what is beyond the most as one of model `other`.
    static func bounded(_ charges: [Charge]) -> [Charge] {
        guard charges.count > most else { return charges }
        var rest = Charge(model: "other", price: nil, usage: TokenUsage(), cost: .nothing)
        for charge in charges[most...] {
            rest.usage = rest.usage + charge.usage
            rest.cost = rest.cost + charge.cost
        }
        return charges[..<most] + [rest]
    }

    /// Reads what `json` wrote; nil when it is something else.
    static func read(_ json: String) -> [AuditCharge]? {
        try? JSONDecoder().decode([AuditCharge].self, from: Data(json.utf8))
    }
}

/// What the replies of one model cost, as a report needs it.
struct AuditCharge: Decodable, Sendable {
    var model: String?
    var tokensInput = 0
    var tokensCachedInput = 0
    var tokensCacheWrite = 0
    var tokensLongCacheWrite = 0
    var tokensOutput = 0
    var tokensReasoning = 0
    var costUSD: String?
    var costStatus: String

    enum CodingKeys: String, CodingKey {
        case model
        case tokensInput = "tokens_input"
        case tokensCachedInput = "tokens_cached_input"
        case tokensCacheWrite = "tokens_cache_write"
        case tokensLongCacheWrite = "tokens_cache_write_1h"
        case tokensOutput = "tokens_output"
        case tokensReasoning = "tokens_reasoning"
        case costUSD = "cost_usd"
        case costStatus = "cost_status"
    }
}
