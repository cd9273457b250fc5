-- Batches of a hundred views, as a server sends them; ten different ones in turn, each written beforehand.
local event = [[{"site":"bench.tiraj","type":"view","url":"https://bench.tiraj/az/interviews/%d-basligi","referrer":"https://t.me/newsroom/1204","title":"Müsahibə %d"}]]
local headers = {
    ["Content-Type"] = "application/json", ["Accept-Language"] = "az,ru;q=0.8",
    ["User-Agent"] = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
}
local requests, turn = {}, 0

init = function()
    for batch = 1, 10 do
        local events = {}
        for nth = 1, 100 do
            events[nth] = string.format(event, batch * 100 + nth, batch * 100 + nth)
        end
        requests[batch] = wrk.format("POST", "/api/events", headers, "[" .. table.concat(events, ",") .. "]")
    end
end

request = function()
    turn = turn % 10 + 1
    return requests[turn]
end
