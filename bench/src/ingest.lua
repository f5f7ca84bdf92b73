-- Load for `POST …/api/v2/alerts`, the same for every server: alerts as Prometheus sends them, made here while the run goes.
-- Arguments behind `--`: alerts a request, `distinct` or `repeats`, a tag that sets this run's new alerts apart, and one
-- that names the conditions that repeat, the same in every run.
-- Prints one line `RESULT {…}` for the program that started it.
local POOL = 1000 -- conditions that repeat
local NEW_EVERY = 100 -- of the repeats, one in so many is new
local SERVICES = 200

local threads = {}

function setup(thread)
  thread:set("threadNumber", #threads)
  table.insert(threads, thread)
end

local head, tail, second, endsAt, startsAt

local function alertHead(id, service)
  return string.format(
    '{"labels":{"alertname":"DiskNearlyFull","service":"service-%03d","severity":"critical","job":"node",'
      .. '"instance":"node-%s.example.com:9100","device":"/dev/nvme0n1p2","mountpoint":"/var/lib/data","id":"%s"},'
      .. '"annotations":{"summary":"Disk of node-%s is nearly full","description":"/var/lib/data on node-%s has been more '
      .. 'than 92 %% full for ten minutes.","runbook_url":"https://runbooks.example.com/disk-nearly-full"},"startsAt":"%s","endsAt":"',
    service, id, id, id, id, startsAt)
end

function init(args)
  perRequest = tonumber(args[1])
  isRepeating = args[2] == "repeats"
  tag = args[3]
  poolTag = args[4]
  sentRequests, sentNew = 0, 0
  turn = 0
  math.randomseed(threadNumber)
  startsAt = os.date("!%Y-%m-%dT%H:%M:%S.000Z", os.time() - 60)
  tail = '","generatorURL":"http://prometheus.example.com:9090/graph?g0.expr=node_filesystem_avail_bytes&g0.tab=1"}'
  second = 0
  head = "POST " .. wrk.path .. " HTTP/1.1\r\nHost: " .. wrk.host .. ":" .. wrk.port
    .. "\r\nContent-Type: application/json\r\nContent-Length: "
  pool = {}
  for index = 1, POOL do
    pool[index] = alertHead(poolTag .. "-" .. index, index % SERVICES)
  end
end

local function nextHead()
  turn = turn + 1
  if isRepeating and turn % NEW_EVERY ~= 0 then
    -- A walk through the pool, so that the alerts of one request are different ones; each request begins elsewhere.
    walk = walk % POOL + 1
    return pool[walk]
  end
  sentNew = sentNew + 1
  return alertHead(tag .. "-" .. threadNumber .. "-" .. sentNew, sentNew % SERVICES)
end

function request()
  local now = os.time()
  if now ~= second then
    second = now
    -- As Prometheus does: an end that moves on with every sending.
    endsAt = os.date("!%Y-%m-%dT%H:%M:%S.000Z", now + 3600)
  end
  walk = math.random(POOL)
  local alerts = {}
  for index = 1, perRequest do
    alerts[index] = nextHead() .. endsAt .. tail
  end
  sentRequests = sentRequests + 1
  local body = "[" .. table.concat(alerts, ",") .. "]"
  return head .. #body .. "\r\n\r\n" .. body
end

function done(summary, latency)
  local requests, new = 0, 0
  for _, thread in ipairs(threads) do
    requests = requests + thread:get("sentRequests")
    new = new + thread:get("sentNew")
  end
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests":%d,"sentRequests":%d,"sentNew":%d,"durationUs":%d,"refused":%d,"broken":%d,"timeouts":%d,"p50Us":%d,"p99Us":%d}\n',
    summary.requests, requests, new, summary.duration, errors.status, errors.connect + errors.read + errors.write,
    errors.timeout, latency:percentile(50), latency:percentile(99)))
end
