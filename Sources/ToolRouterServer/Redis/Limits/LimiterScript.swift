import Crypto
import ToolRouter

/// The script that decides in a Redis on a request by all of its caller's allowances, or puts right what it spent: all of it or
/// nothing, as a Redis carries a script out with nobody in between.
///
/// A key holds a moment in microseconds since 1970: when its allowance is full again, as `RateLimitBuckets` counts. It expires
/// within two milliseconds after that moment, so it is gone only when the allowance is full. With a moment that is given instead of
/// the server's own time keys never expire.
///
///     KEYS       one for each bucket
///     ARGV       "admit" or "spend"; now, or nothing for the server's own time; the longest debt;
///                then for each key its charge, its tolerance, and whether the request is no larger than the allowance
///     reply      1 or 0; now; for each key the moment that was there before, or -1
///
/// What is no moment counts as none: whoever can write that could remove the key as well. One further ahead than the longest debt
/// is cut to it, and that is written, so that nobody is kept out for longer. Of a caller who takes nothing, nothing else is
/// written. Numbers in Lua are exact up to 2^53 microseconds, which is the year 2255.
///
/// All that can fail comes before the first write that counts: a server without room (`OOM`) or without leave to write (`READONLY`)
/// refuses the first `SET`, and lets a script that has written go on.
enum LimiterScript {
    /// What it does.
    enum Purpose: String {
        case admit
        case spend
    }

    static let text = """
        local now = tonumber(ARGV[2])
        local lives = now == nil
        if lives then
            local time = redis.call('TIME')
            now = tonumber(time[1]) * 1000000 + tonumber(time[2])
        end
        local debt = tonumber(ARGV[3])
        local admits = ARGV[1] == 'admit'
        local found = redis.call('MGET', unpack(KEYS))

        local function keep(key, moment)
            local text = string.format('%.0f', moment)
            if not lives then
                redis.call('SET', key, text)
            elseif moment > now then
                -- One more, since the time that it is added to may be behind by part of a millisecond.
                local lifetime = math.ceil((moment - now) / 1000) + 1
                redis.call('SET', key, text, 'PX', string.format('%.0f', lifetime))
            else
                redis.call('DEL', key)
            end
        end

        local reply = {1, now}
        local nexts = {}
        for i = 1, #KEYS do
            local charge = tonumber(ARGV[3 * i + 1])
            local tolerance = tonumber(ARGV[3 * i + 2])
            local latest = now + tolerance + debt
            local moment = found[i] and tonumber(found[i])
            if moment and (moment ~= math.floor(moment) or moment < 0) then moment = nil end
            if moment and moment > latest then
                moment = latest
                keep(KEYS[i], moment)
            end
            reply[i + 2] = moment or -1
            if charge > 0 then
                local base = math.max(moment or now, now)
                nexts[i] = base + charge
                if admits and (ARGV[3 * i + 3] ~= '1' or nexts[i] > now + tolerance) then reply[1] = 0 end
                if not admits then nexts[i] = math.min(nexts[i], math.max(base, latest)) end
            elseif charge < 0 and moment then
                nexts[i] = moment + charge
            end
        end

        if reply[1] == 1 then
            for i = 1, #KEYS do
                if nexts[i] then keep(KEYS[i], nexts[i]) end
            end
        end
        return reply
        """

    /// By what a Redis knows it.
    static let name = Array(Insecure.SHA1.hash(data: Array(text.utf8)).hexadecimal.utf8)

    /// The words of a command that runs it.
    ///
    /// - Parameters:
    ///   - now: the moment in microseconds since 1970; nil is that of the server.
    ///   - isKnown: whether the server is taken to know the script, or is told it.
    static func command(
        _ purpose: Purpose, _ buckets: [RateLimitBuckets.Bucket], keys: [[UInt8]], now: Int64?, isKnown: Bool
    ) -> RedisCommand {
        var words = isKnown ? [evalSHA, name] : [eval, Array(text.utf8)]
        words.reserveCapacity(6 + 4 * keys.count)
        words.append(number(Int64(keys.count)))
        words += keys
        words.append(Array(purpose.rawValue.utf8))
        words.append(now.map(number) ?? [])
        words.append(number(RateLimitBuckets.maximumDebt))
        for bucket in buckets {
            words.append(number(bucket.charge))
            words.append(number(bucket.tolerance))
            words.append(number(bucket.canPass ? 1 : 0))
        }
        return RedisCommand(words)
    }

    private static let evalSHA = Array("EVALSHA".utf8)
    private static let eval = Array("EVAL".utf8)

    private static func number(_ number: Int64) -> [UInt8] { Array(String(number).utf8) }
}
