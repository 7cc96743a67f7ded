-- wrk script: sends the requests of a file in turn. Each line is a path and a bearer token. With a second argument each
-- connection waits about so many milliseconds before each request.
local requests = {}
local next = 0
local pause

function init(args)
  pause = tonumber(args[2])
  if pause == nil then delay = nil end
  for line in io.lines(args[1]) do
    local path, token = line:match("^(%S+) (%S+)$")
    local headers = { authorization = "Bearer " .. token, accept = "application/json", ["user-agent"] = "bench/1" }
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
end

function delay()
  return math.random(0, 2 * pause)
end

function request()
  next = next % #requests + 1
  return requests[next]
end

function done(summary, latency)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format(
    '\nRESULT {"requests":%d,"seconds":%.6f,"p50":%.3f,"p99":%.3f,"non2xx":%d,"failed":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.status, failed))
end
