-- A thousand pages' views in turn, as the tracker sends them, each request written beforehand.
local event = [[{"site":"bench.tiraj","type":"view","url":"https://bench.tiraj/az/interviews/%d-basligi?utm_source=telegram","referrer":"https://t.me/newsroom/1204","title":"Müsahibə","tracker_version":"1","article":{"title":"Bakıda keçirilən müsahibə %d: şəhərin sabahı","section":"INTERVIEWS","authors":["Aysel Quliyeva"],"lang":"az","published_at":"2026-11-23T08:00:00+04:00","tags":["Bakı","şəhər"]}}]]
local headers = {
    ["Content-Type"] = "text/plain", ["Accept-Language"] = "az,ru;q=0.8",
    ["User-Agent"] = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
}
local requests, turn = {}, 0

init = function()
    for page = 1, 1000 do
        requests[page] = wrk.format("POST", "/api/events", headers, string.format(event, page, page))
    end
end

request = function()
    turn = turn % 1000 + 1
    return requests[turn]
end
