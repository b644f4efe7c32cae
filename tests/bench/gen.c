/*
 * gen: logs of any size, the same for the same arguments on every machine, with the exact counts beside them.
 *
 *     gen --seed N --format tail-pretty|tail-compact|journal-short|journal-json
 *         --size 200M [--distinct yes] [-o FILE] [--truth FILE]
 *
 * The records have the shapes that the programs print (fixtures/): tail-pretty is byte for byte what
 * JSON.stringify(x, null, 4) gives, as `wrangler tail --format json` prints it; tail-compact are the same
 * records, one a line; journal-short is `journalctl -o short`. About 70 % of the records are fine; the six
 * signatures of the gateway, ten kinds of unknown errors with parts that vary, and near misses that must not
 * match come at known rates. The truth (FILE.truth.json unless --truth says otherwise) is the generator's own
 * account. With --distinct yes no user, url nor error message comes twice (request ids never do).
 *
 * Numbers are drawn in the order in which the bytes are written: whoever changes that order changes the logs,
 * and all the truths that are known of them.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define N(a) ((int)(sizeof(a) / sizeof *(a)))

/* ---- random ---- */
static uint64_t rs;
static uint64_t rnd(void)
{
    uint64_t z = (rs += 0x9e3779b97f4a7c15ull);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
}
static uint32_t R(uint32_t n)
{
    return (uint32_t)(((rnd() >> 32) * n) >> 32);
}

/* ---- buffers ---- */
typedef struct {
    char *p;
    size_t n, cap;
} B;
static void need(B *b, size_t k)
{
    if (b->n + k <= b->cap)
        return;
    while (b->n + k > b->cap)
        b->cap = b->cap ? b->cap * 2 : 1 << 16;
    b->p = realloc(b->p, b->cap);
    if (!b->p)
        abort();
}
static void put(B *b, const char *s, size_t k)
{
    need(b, k);
    memcpy(b->p + b->n, s, k);
    b->n += k;
}
static void puts_(B *b, const char *s)
{
    put(b, s, strlen(s));
}
static void putn(B *b, int64_t v)
{
    char t[24];
    int i = 24;
    uint64_t u = v < 0 ? -(uint64_t)v : (uint64_t)v;
    do
        t[--i] = '0' + u % 10;
    while (u /= 10);
    if (v < 0)
        t[--i] = '-';
    put(b, t + i, 24 - i);
}
static void putpad(B *b, unsigned v, int w)
{
    char t[12];
    for (int i = w; i-- > 0; v /= 10)
        t[i] = '0' + v % 10;
    put(b, t, w);
}
static void puthex(B *b, int k)
{
    char t[64];
    uint64_t x = 0;
    for (int i = 0; i < k; i++) {
        if (i % 16 == 0)
            x = rnd();
        t[i] = "0123456789abcdef"[x & 15];
        x >>= 4;
    }
    put(b, t, k);
}
static void putesc(B *b, const char *s, size_t k)
{ /* JSON string body, like JSON.stringify */
    need(b, k * 6);
    char *o = b->p + b->n;
    for (size_t i = 0; i < k; i++) {
        unsigned char c = s[i];
        if (c >= 0x20 && c != '"' && c != '\\') {
            *o++ = c;
            continue;
        }
        *o++ = '\\';
        switch (c) {
        case '"':
            *o++ = '"';
            break;
        case '\\':
            *o++ = '\\';
            break;
        case '\n':
            *o++ = 'n';
            break;
        case '\r':
            *o++ = 'r';
            break;
        case '\t':
            *o++ = 't';
            break;
        case '\b':
            *o++ = 'b';
            break;
        case '\f':
            *o++ = 'f';
            break;
        default:
            o += sprintf(o, "u%04x", c);
        }
    }
    b->n = o - b->p;
}
static void fmt(B *b, const char *f, ...) __attribute__((format(printf, 2, 3)));
static void fmt(B *b, const char *f, ...)
{
    va_list ap;
    va_start(ap, f);
    need(b, 4096);
    b->n += vsnprintf(b->p + b->n, 4096, f, ap);
    va_end(ap);
}

/* ---- JSON writer ---- */
static B out;
static int pretty, depth, fresh = 1;
static void nl(void)
{
    static const char sp[] = "\n                                                                ";
    if (pretty)
        put(&out, sp, 1 + 4 * depth);
}
static void sep(void)
{
    if (!fresh)
        put(&out, ",", 1);
    if (depth)
        nl();
    fresh = 0;
}
static void key(const char *k)
{
    sep();
    put(&out, "\"", 1);
    puts_(&out, k);
    if (pretty)
        put(&out, "\": ", 3);
    else
        put(&out, "\":", 2);
}
static void opn(char c)
{
    put(&out, &c, 1);
    depth++;
    fresh = 1;
}
static void cls(char c)
{
    depth--;
    if (!fresh)
        nl();
    put(&out, &c, 1);
    fresh = 0;
}
static void str(const char *s, size_t k)
{
    put(&out, "\"", 1);
    putesc(&out, s, k);
    put(&out, "\"", 1);
}
static void ks(const char *k, const char *s)
{
    key(k);
    str(s, strlen(s));
}
static void kb(const char *k, const B *b)
{
    key(k);
    str(b->p, b->n);
}
static void kn(const char *k, int64_t v)
{
    key(k);
    putn(&out, v);
}
static void kr(const char *k, const char *raw)
{
    key(k);
    puts_(&out, raw);
}

/* ---- vocabulary ---- */
static const char *const SIG[] = {
    "getaddrinfo ENOTFOUND gptimagemain1-resource.cognitiveservices.azure.com",
    "Content rejected due to sexual/hate/violence content detection",
    "Provided image is not valid",
    "No active translate servers available",
    "Invalid value for audio.voice",
    "No video data in response",
};
static const char *const SIGID[] = {"dns_content_safety", "content_rejected", "invalid_image",
                                    "no_translate",       "invalid_voice",    "no_video_data"};
static const int SIGSTATUS[] = {200, 400, 400, 200, 400, 500};
static const char *const MODEL[] = {"flux",        "kontext",      "nanobanana", "seedream-pro",
                                    "veo",         "openai-audio", "deepseek",   "openai",
                                    "openai-fast", "claude",       "gemini-fast"};
enum { NM = N(MODEL), FLUX = 0, KONTEXT, NANO, SEEDREAM, VEO, AUDIO, DEEPSEEK, OPENAI };
static const char *const UNKID[] = {
    "econnrefused",         "upstream_502", "undefined_choices", "d1_locked",        "do_reset",
    "too_many_subrequests", "kv_429",       "html_not_json",     "webhook_mismatch", "socket_hang_up"};
static const char *const WORDS[] = {
    "a",  "quiet",     "harbour",   "at",         "dawn",     "neon",       "city",  "portrait",
    "of", "an",        "astronaut", "watercolor", "forest",   "lighthouse", "robot", "reading",
    "猫", "と",        "桜",        "été",        "città",    "kitchen",    "retro", "poster",
    "🎨",  "cinematic", "4k",        "snow",       "mountain", "тихий",      "сад"};
static const char *const UA[] = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 "
    "Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 "
    "Safari/605.1.15",
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.6422.165 "
    "Mobile Safari/537.36",
    "python-requests/2.32.3",
    "node",
    "OpenAI/JS 4.52.0",
    "curl/8.5.0",
    "Go-http-client/2.0",
    "axios/1.7.2",
};
static const struct {
    const char *colo, *country, *cont, *city, *region, *rc, *tz, *lat, *lon, *post, *org;
    int asn, eu;
} GEO[] = {
    {"IAD", "US", "NA", "Ashburn", "Virginia", "VA", "America/New_York", "39.04372", "-77.48749", "20147",
     "Example Cloud Inc", 64496, 0},
    {"FRA", "DE", "EU", "Frankfurt am Main", "Hesse", "HE", "Europe/Berlin", "50.11552", "8.68417", "60313",
     "Beispiel Netz GmbH", 64497, 1},
    {"SIN", "SG", "AS", "Singapore", "Singapore", "01", "Asia/Singapore", "1.28967", "103.85007", "018989",
     "Example Hosting Pte", 64498, 0},
    {"GRU", "BR", "SA", "São Paulo", "São Paulo", "SP", "America/Sao_Paulo", "-23.54750", "-46.63610",
     "01000", "Exemplo Telecom", 64499, 0},
    {"NRT", "JP", "AS", "Tokyo", "Tokyo", "13", "Asia/Tokyo", "35.68950", "139.69171", "151-0052",
     "例ネット株式会社", 64500, 0},
    {"BOM", "IN", "AS", "Mumbai", "Maharashtra", "MH", "Asia/Kolkata", "19.07283", "72.88261", "400070",
     "Example Broadband", 64501, 0},
};

/* ---- truth ---- */
static int64_t records, by_status[600], no_status, by_sig[6], by_model[NM], no_model, by_unk[10], by_level[5],
    by_lt[5], exceptions_, multi_sig, log_entries, near_miss;
enum { O_OK, O_EXC, O_CANCEL, O_CPU, O_MEM, NO };
static const char *const OUTCOME[] = {"ok", "exception", "canceled", "exceededCpu", "exceededMemory"};
static int64_t by_outcome[NO];
enum { K_FETCH, K_CRON, K_QUEUE, K_ALARM, K_RPC, K_OVERLOAD, NK };
static const char *const KIND[] = {"fetch", "cron", "queue", "alarm", "rpc", "overload"};
static int64_t by_kind[NK];
static const char *const LEVEL[] = {"debug", "info", "log", "warn", "error"};
static const char *const LT[] = {"DEBUG", "INFO", "", "WARN", "ERROR"};
static int64_t by_prio[8], by_unit[4], multiline;

/* ---- one request's facts ---- */
static struct {
    char rid[40], ip[20], user[32];
    int64_t t;
    int geo, ua, model, img, status, dur;
    B url;
} q;
static void iso(B *b, int64_t ms)
{
    static int64_t day = -1;
    static char d[16];
    int64_t s = ms / 1000, dd = s / 86400;
    if (dd != day) {
        time_t t = s;
        struct tm g;
        gmtime_r(&t, &g);
        strftime(d, sizeof d, "%Y-%m-%d", &g);
        day = dd;
    }
    puts_(b, d);
    put(b, "T", 1);
    putpad(b, s % 86400 / 3600, 2);
    put(b, ":", 1);
    putpad(b, s % 3600 / 60, 2);
    put(b, ":", 1);
    putpad(b, s % 60, 2);
    put(b, ".", 1);
    putpad(b, ms % 1000, 3);
    put(b, "Z", 1);
}
static B t1, t2, t3, line;
static void uuid(char *o)
{
    B b = {o, 0, 64};
    puthex(&b, 8);
    put(&b, "-", 1);
    puthex(&b, 4);
    put(&b, "-4", 2);
    puthex(&b, 3);
    put(&b, "-a", 2);
    puthex(&b, 3);
    put(&b, "-", 1);
    puthex(&b, 12);
    o[36] = 0;
}

/* a log entry of the trace item; msg is the only argument */
static void entry(int lv, const B *msg)
{
    sep();
    opn('{');
    key("message");
    opn('[');
    sep();
    str(msg->p, msg->n);
    cls(']');
    ks("level", LEVEL[lv]);
    kn("timestamp", q.t);
    cls('}');
    by_level[lv]++;
    log_entries++;
}
static void text(int lv, const char *s)
{
    B b = {(char *)s, strlen(s), 0};
    entry(lv, &b);
}
/* a LogTape line: the context properties plus `extra` (raw JSON members, with leading comma) */
static void logtape(int lv, const B *message, const B *extra)
{
    line.n = 0;
    puts_(&line, "{\"@timestamp\":\"");
    iso(&line, q.t);
    puts_(&line, "\",\"level\":\"");
    puts_(&line, LT[lv]);
    puts_(&line, "\",\"message\":\"");
    putesc(&line, message->p, message->n);
    puts_(&line, "\",\"logger\":\"hono\",\"properties\":{\"requestId\":\"");
    puts_(&line, q.rid);
    puts_(&line, "\",\"method\":\"");
    puts_(&line, q.img ? "GET" : "POST");
    puts_(&line, "\",\"routePath\":\"");
    putesc(&line, q.url.p, q.url.n);
    puts_(&line, "\",\"userAgent\":\"");
    puts_(&line, UA[q.ua]);
    puts_(&line, "\",\"ipAddress\":\"");
    puts_(&line, q.ip);
    puts_(&line, "\"");
    if (extra)
        put(&line, extra->p, extra->n);
    puts_(&line, "}}");
    entry(lv, &line);
    by_lt[lv]++;
}
static void unknown_text(B *b, int k)
{
    switch (k) {
    case 0:
        fmt(b, "connect ECONNREFUSED 10.%u.%u.%u:%u", R(256), R(256), R(256), 1024 + R(60000));
        break;
    case 1: {
        char u[48];
        uuid(u);
        fmt(b, "upstream host comfy-%u.example.net returned 502 after %ums request=%s", R(60), R(60000), u);
        break;
    }
    case 2:
        fmt(b, "Cannot read properties of undefined (reading 'choices') at job %u", R(1000000));
        break;
    case 3:
        puts_(b, "D1_ERROR: database is locked: SQLITE_BUSY (query 0x");
        puthex(b, 12);
        puts_(b, ")");
        break;
    case 4:
        puts_(b, "Durable Object storage operation exceeded timeout which caused object ");
        puthex(b, 64);
        puts_(b, " to be reset.");
        break;
    case 5:
        fmt(b, "Too many subrequests: made %u of %u", 1001 + R(500), 1000u);
        break;
    case 6:
        fmt(b, "KV PUT failed: 429 Too Many Requests for key usage:demo-user-%u:2026-%02u-%02u", R(5000),
            1 + R(12), 1 + R(28));
        break;
    case 7:
        fmt(b, "Unexpected token '<', \"<!DOCTYPE \"... is not valid JSON (offset %u)", R(9000));
        break;
    case 8:
        puts_(b, "webhook signature mismatch for evt_");
        puthex(b, 24);
        break;
    default:
        fmt(b, "socket hang up after %ums (peer 198.51.100.%u:443, %u bytes read)", R(120000), R(256),
            R(1u << 20));
        break;
    }
}

static void envelope_head(int outcome)
{
    kn("wallTime", q.dur + R(9));
    kn("cpuTime", 1 + R(40));
    kr("truncated", "false");
    ks("executionModel", "stateless");
    ks("outcome", OUTCOME[outcome]);
    key("scriptVersion");
    opn('{');
    ks("id", "5d3e6a1c-0b7f-4c55-9d7e-2f6b8a9c0d1e");
    cls('}');
    ks("scriptName", "sigtail-demo-gateway");
    key("diagnosticsChannelEvents");
    opn('[');
    cls(']');
    by_outcome[outcome]++;
}
static void request(void)
{
    int g = q.geo, browser = q.ua < 3;
    t1.n = 0;
    puthex(&t1, 16);
    fmt(&t1, "-%s", GEO[g].colo);
    key("request");
    opn('{');
    kb("url", &q.url);
    ks("method", q.img ? "GET" : "POST");
    key("headers");
    opn('{');
    ks("accept", browser
                     ? "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
                     : "*/*");
    ks("accept-encoding", "gzip, br");
    if (browser)
        ks("accept-language", "en-US,en;q=0.9");
    if (!q.img)
        ks("authorization", "REDACTED");
    ks("cf-connecting-ip", q.ip);
    ks("cf-ipcountry", GEO[g].country);
    kb("cf-ray", &t1);
    ks("cf-visitor", "{\"scheme\":\"https\"}");
    ks("connection", "Keep-Alive");
    if (!q.img) {
        t2.n = 0;
        putn(&t2, 80 + R(9000));
        kb("content-length", &t2);
        ks("content-type", "application/json");
    }
    ks("host", "gen.pollinations.ai");
    if (browser) {
        ks("origin", "https://demo-app.example");
        ks("priority", "u=1, i");
        ks("referer", "https://demo-app.example/");
        ks("sec-ch-ua", "\"Not/A)Brand\";v=\"8\", \"Chromium\";v=\"126\", \"Google Chrome\";v=\"126\"");
        ks("sec-ch-ua-mobile", "?0");
        ks("sec-ch-ua-platform", "\"Windows\"");
        ks("sec-fetch-dest", "empty");
        ks("sec-fetch-mode", "cors");
        ks("sec-fetch-site", "cross-site");
    }
    ks("user-agent", UA[q.ua]);
    ks("x-forwarded-for", q.ip);
    ks("x-forwarded-proto", "https");
    ks("x-real-ip", q.ip);
    cls('}');
    key("cf");
    opn('{');
    kn("clientTcpRtt", 1 + R(200));
    ks("longitude", GEO[g].lon);
    ks("latitude", GEO[g].lat);
    ks("httpProtocol", "HTTP/2");
    ks("tlsCipher", "AEAD-AES128-GCM-SHA256");
    ks("continent", GEO[g].cont);
    kn("asn", GEO[g].asn);
    ks("clientAcceptEncoding", "gzip, deflate, br, zstd");
    ks("country", GEO[g].country);
    if (GEO[g].eu)
        ks("isEUCountry", "1");
    ks("verifiedBotCategory", "");
    key("tlsClientAuth");
    opn('{');
    static const char *const A[] = {"certIssuerDNLegacy",
                                    "certIssuerSKI",
                                    "certSubjectDNRFC2253",
                                    "certSubjectDNLegacy",
                                    "certFingerprintSHA256",
                                    "certNotBefore",
                                    "certSKI",
                                    "certSerial",
                                    "certIssuerDN"};
    for (int i = 0; i < N(A); i++)
        ks(A[i], "");
    ks("certVerified", "NONE");
    ks("certNotAfter", "");
    ks("certSubjectDN", "");
    ks("certPresented", "0");
    ks("certRevoked", "0");
    ks("certIssuerSerial", "");
    ks("certIssuerDNRFC2253", "");
    ks("certFingerprintSHA1", "");
    cls('}');
    key("tlsExportedAuthenticator");
    opn('{');
    static const char *const X[] = {"clientFinished", "clientHandshake", "serverHandshake", "serverFinished"};
    for (int i = 0; i < 4; i++) {
        t2.n = 0;
        puthex(&t2, 64);
        kb(X[i], &t2);
    }
    cls('}');
    ks("tlsVersion", "TLSv1.3");
    ks("colo", GEO[g].colo);
    ks("timezone", GEO[g].tz);
    ks("city", GEO[g].city);
    kn("edgeRequestKeepAliveStatus", 1);
    ks("requestPriority", "weight=256;exclusive=1");
    key("edgeL4");
    opn('{');
    kn("deliveryRate", 10000 + R(9000000));
    cls('}');
    t2.n = 0;
    puthex(&t2, 28);
    kb("tlsClientExtensionsSha1", &t2);
    ks("tlsClientHelloLength", "1765");
    t2.n = 0;
    puthex(&t2, 44);
    kb("tlsClientRandom", &t2);
    ks("region", GEO[g].region);
    ks("regionCode", GEO[g].rc);
    ks("asOrganization", GEO[g].org);
    ks("postalCode", GEO[g].post);
    key("botManagement");
    opn('{');
    kr("corporateProxy", "false");
    kr("verifiedBot", "false");
    key("jsDetection");
    opn('{');
    kr("passed", "false");
    cls('}');
    kr("staticResource", "false");
    key("detectionIds");
    opn('{');
    cls('}');
    kn("score", 1 + R(99));
    cls('}');
    cls('}');
    cls('}');
}
static void exception(const char *name, const B *msg)
{
    t2.n = 0;
    fmt(&t2,
        "    at callProvider (worker.js:%u:%u)\n    at async dispatch (worker.js:%u:17)\n    at async "
        "Object.fetch (worker.js:%u:5)",
        R(40000), R(80), R(40000), R(40000));
    sep();
    opn('{');
    kb("stack", &t2);
    ks("name", name);
    kb("message", msg);
    kn("timestamp", q.t);
    cls('}');
    exceptions_++;
}
/* the gateway's JSON answer of an upstream, as text */
static void upstream_body(B *b, int status, const B *msg)
{
    puts_(b, "{\"error\":{\"message\":\"");
    putesc(b, msg->p, msg->n);
    puts_(b, "\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":");
    putn(b, status);
    puts_(b, "},\"status\":");
    putn(b, status);
    puts_(b, ",\"requestId\":\"");
    puts_(b, q.rid);
    puts_(b, "\"}");
}
static int distinct;
/* Text that no mask makes equal to another: random words. */
static void put_words(B *b, int n)
{
    while (n-- > 0) {
        put(b, " ", 1);
        for (int k = 4 + R(6); k-- > 0;) {
            char c = 'a' + R(26);
            put(b, &c, 1);
        }
    }
}
static void new_request(void)
{
    int r = R(1000);
    q.model = r < 260   ? OPENAI
              : r < 420 ? FLUX
              : r < 520 ? 8
              : r < 620 ? 9
              : r < 700 ? 10
              : r < 780 ? KONTEXT
              : r < 860 ? NANO
              : r < 900 ? SEEDREAM
              : r < 930 ? VEO
              : r < 960 ? AUDIO
                        : DEEPSEEK;
    q.geo = R(N(GEO));
    q.ua = R(N(UA));
    q.dur = 50 + R(30000);
    uuid(q.rid);
    sprintf(q.ip, "203.0.113.%u", 1 + R(254));
    sprintf(q.user, "demo-user-%u", R(distinct ? UINT32_MAX : 5000));
}
static void new_url(void)
{
    q.img = q.model <= VEO;
    q.url.n = 0;
    puts_(&q.url, "https://gen.pollinations.ai");
    if (!q.img) {
        puts_(&q.url, "/v1/chat/completions");
        return;
    }
    puts_(&q.url, "/image/");
    for (int i = 0, k = 3 + R(9); i < k; i++) {
        const char *w = WORDS[R(N(WORDS))];
        if (i)
            put(&q.url, "%20", 3);
        for (; *w; w++)
            if (*w & 0x80) {
                char h[4];
                sprintf(h, "%%%02X", (unsigned char)*w);
                put(&q.url, h, 3);
            } else
                put(&q.url, w, 1);
    }
    fmt(&q.url, "?model=%s&width=%u&height=%u&seed=%u", MODEL[q.model], 256u << R(3), 256u << R(3),
        R(1000000));
    if (distinct) {
        puts_(&q.url, "&key=");
        puthex(&q.url, 16);
    }
}

enum { C_OK, C_STATUS, C_SIG, C_UNKNOWN, C_CANCEL, C_CPU, C_MEM, C_OTHER };
static void tail_record(void)
{
    int r = R(10000), cls_ = C_OK, status = 200, sig = -1, unk = -1;
    new_request();
    if (r < 7000)
        cls_ = C_OK;
    else if (r < 7800)
        cls_ = C_STATUS, status = 401;
    else if (r < 8200)
        cls_ = C_STATUS, status = 402;
    else if (r < 8450)
        cls_ = C_STATUS, status = 403;
    else if (r < 8850)
        cls_ = C_STATUS, status = 400;
    else if (r < 9200)
        cls_ = C_STATUS, status = 429;
    else if (r < 9300)
        cls_ = C_STATUS, status = 500;
    else if (r < 9370)
        cls_ = C_STATUS, status = 504;
    else if (r < 9400)
        cls_ = C_STATUS, status = 404;
    else if (r < 9700) {
        static const int cut[] = {50, 130, 180, 230, 270, 300};
        cls_ = C_SIG;
        for (sig = 0; r - 9400 >= cut[sig]; sig++)
            ;
        status = SIGSTATUS[sig];
    } else if (r < 9900)
        cls_ = C_UNKNOWN, unk = R(10), status = R(3) ? 500 : 200;
    else if (r < 9930)
        cls_ = C_CANCEL;
    else if (r < 9940)
        cls_ = C_CPU;
    else if (r < 9945)
        cls_ = C_MEM;
    else
        cls_ = C_OTHER;
    if (sig == 0)
        q.model = KONTEXT;
    else if (sig == 1)
        q.model = R(2) ? KONTEXT : NANO;
    else if (sig == 2)
        q.model = NANO;
    else if (sig == 3)
        q.model = FLUX;
    else if (sig == 4)
        q.model = AUDIO;
    else if (sig == 5)
        q.model = VEO;
    new_url();
    int where = R(5), second = -1;
    /* where: 0 console.error string, 1 LogTape body, 2 uncaught exception, 3 Error argument, 4 object
     * argument */
    int outcome = O_OK;
    if ((sig == 5 || unk >= 0) && where == 2)
        outcome = O_EXC;
    else if (where == 2)
        where = 1;
    if (cls_ == C_CANCEL)
        outcome = O_CANCEL;
    if (cls_ == C_CPU)
        outcome = O_CPU;
    if (cls_ == C_MEM)
        outcome = O_MEM;
    if (sig >= 0 && R(50) == 0)
        second = (sig + 1 + R(5)) % 6;
    depth = 0;
    fresh = 1;
    opn('{');
    records++;
    if (cls_ == C_OTHER) {
        int k = 1 + R(5);
        by_kind[k]++;
        no_status++;
        no_model++;
        if (k == K_OVERLOAD) {
            key("event");
            opn('{');
            ks("type", R(2) ? "overload" : "overload-stop");
            ks("message", "Tail is currently in sampling mode due to the high volume of messages.");
            cls('}');
            cls('}');
            put(&out, "\n", 1);
            return;
        }
        envelope_head(O_OK);
        key("exceptions");
        opn('[');
        cls(']');
        key("logs");
        opn('[');
        text(2, k == K_CRON ? "flushing usage events" : k == K_QUEUE ? "processing batch" : "tick");
        cls(']');
        kn("eventTimestamp", q.t);
        key("event");
        opn('{');
        if (k == K_CRON)
            ks("cron", "*/5 * * * *"), kn("scheduledTime", q.t / 60000 * 60000);
        else if (k == K_QUEUE)
            kn("batchSize", 1 + R(100)), ks("queue", "usage-events");
        else if (k == K_ALARM) {
            t1.n = 0;
            iso(&t1, q.t);
            kb("scheduledTime", &t1);
        } else
            ks("rpcMethod", "charge");
        cls('}');
        cls('}');
        put(&out, "\n", 1);
        return;
    }
    by_kind[K_FETCH]++;
    by_model[q.model]++;
    B *msg = &t3;
    msg->n = 0;
    if (sig >= 0) {
        puts_(msg, SIG[sig]);
        if (sig == 4)
            puts_(msg, ": 'robot'");
        by_sig[sig]++;
    }
    if (second >= 0) {
        puts_(msg, "; fallback failed too: ");
        puts_(msg, SIG[second]);
        by_sig[second]++;
        multi_sig++;
    }
    if (unk >= 0)
        unknown_text(msg, unk), by_unk[unk]++;
    if (distinct && (unk >= 0 || sig >= 0))
        put_words(msg, 6);
    envelope_head(outcome);
    key("exceptions");
    opn('[');
    if (outcome == O_EXC)
        exception(unk == 2 ? "TypeError" : "Error", msg);
    if (outcome == O_CPU) {
        B m = {"Worker exceeded CPU time limit.", 31, 0};
        exception("Error", &m);
    }
    if (outcome == O_MEM) {
        B m = {"Worker exceeded memory limit.", 29, 0};
        exception("Error", &m);
    }
    cls(']');
    key("logs");
    opn('[');
    t1.n = t2.n = 0;
    fmt(&t1, "\"%s\" \"", q.img ? "GET" : "POST");
    put(&t1, q.url.p, q.url.n);
    put(&t1, "\"", 1);
    puts_(&t2, ",\"url\":\"");
    putesc(&t2, q.url.p, q.url.n);
    put(&t2, "\"", 1);
    logtape(1, &t1, &t2);
    q.t += R(20);
    t1.n = t2.n = 0;
    fmt(&t1, "Resolved model \"%s\" for \"%s\"", MODEL[q.model], q.user);
    fmt(&t2, ",\"model\":\"%s\",\"user\":\"%s\"", MODEL[q.model], q.user);
    logtape(0, &t1, &t2);
    if (cls_ == C_STATUS) {
        static const struct {
            int s;
            const char *code, *why;
        } W[] = {{401, "UNAUTHORIZED", "Authentication required. Please provide an API key."},
                 {402, "PAYMENT_REQUIRED", "Insufficient pollen balance"},
                 {403, "FORBIDDEN", "Access denied for this model"},
                 {400, "BAD_REQUEST", "'messages' is a required property"},
                 {429, "RATE_LIMITED", "Rate limit exceeded"},
                 {500, "INTERNAL_ERROR", "Internal error"},
                 {504, "GATEWAY_TIMEOUT", "upstream request timed out after 60000ms"},
                 {404, "NOT_FOUND", "no such route"}};
        int w = 0;
        while (W[w].s != status)
            w++;
        if ((status == 400 || status >= 429) && R(2)) {
            static B sb, why;
            B body = {0};
            why.n = 0;
            puts_(&why, W[w].why);
            if (distinct)
                put_words(&why, 6);
            line.n = 0;
            sb.n = 0;
            upstream_body(&sb, status, &why);
            body = sb;
            t1.n = t2.n = 0;
            fmt(&t1, "Chat completions error %d: \"", status);
            putesc(&t1, body.p, body.n);
            put(&t1, "\"", 1);
            fmt(&t2, ",\"status\":%d,\"body\":\"", status);
            putesc(&t2, body.p, body.n);
            put(&t2, "\"", 1);
            logtape(3, &t1, &t2);
        } else {
            t1.n = t2.n = 0;
            fmt(&t1, "\"%s\": \"%s\"", W[w].code, W[w].why);
            fmt(&t2, ",\"code\":\"%s\",\"reason\":\"%s\",\"status\":%d", W[w].code, W[w].why, status);
            logtape(status >= 500 ? 4 : 3, &t1, &t2);
        }
    }
    if (cls_ == C_SIG || cls_ == C_UNKNOWN) {
        if (where == 0) {
            t1.n = 0;
            fmt(&t1, "%s[provider] %s failed: ", R(4) ? "" : "\033[31m", MODEL[q.model]);
            put(&t1, msg->p, msg->n);
            if (t1.p[0] == 27)
                puts_(&t1, "\033[0m");
            if (R(6) == 0)
                puts_(&t1, "\n    at callProvider (worker.js:4337:9)\n    at dispatch (worker.js:3406:21)");
            entry(4, &t1);
        } else if (where == 1) {
            static B sb;
            sb.n = 0;
            upstream_body(&sb, status == 200 ? 503 : status, msg);
            t1.n = t2.n = 0;
            fmt(&t1, "Chat completions error %d: \"", status == 200 ? 503 : status);
            putesc(&t1, sb.p, sb.n);
            put(&t1, "\"", 1);
            fmt(&t2, ",\"status\":%d,\"body\":\"", status == 200 ? 503 : status);
            putesc(&t2, sb.p, sb.n);
            put(&t2, "\"", 1);
            logtape(3, &t1, &t2);
        } else if (where == 3) {
            t1.n = 0;
            puts_(&t1, "Error: ");
            put(&t1, msg->p, msg->n);
            sep();
            opn('{');
            key("errorInfo");
            opn('[');
            sep();
            opn('{');
            ks("name", "Error");
            kb("message", msg);
            ks("stack", "    at callProvider (worker.js:4337:9)\n    at dispatch (worker.js:3406:21)");
            cls('}');
            cls(']');
            key("message");
            opn('[');
            sep();
            str("provider failed:", 16);
            sep();
            str(t1.p, t1.n);
            sep();
            opn('{');
            ks("model", MODEL[q.model]);
            kn("attempt", 1 + R(4));
            cls('}');
            cls(']');
            ks("level", "error");
            kn("timestamp", q.t);
            cls('}');
            by_level[4]++;
            log_entries++;
        } else if (where == 4) {
            sep();
            opn('{');
            key("message");
            opn('[');
            sep();
            str("upstream", 8);
            sep();
            opn('{');
            kn("status", status);
            key("error");
            opn('{');
            kb("message", msg);
            key("nested");
            opn('[');
            sep();
            opn('{');
            ks("detail", "see message");
            cls('}');
            cls(']');
            cls('}');
            cls('}');
            cls(']');
            ks("level", "warn");
            kn("timestamp", q.t);
            cls('}');
            by_level[3]++;
            log_entries++;
        }
    }
    if (cls_ == C_OK && R(200) == 0) { /* near miss: must not match */
        text(1, R(2) ? "translate pool: 0 of 6 active translate servers available"
                     : "no video data in response headers, reading body");
        near_miss++;
    }
    if (cls_ == C_OK && R(100) == 0) {
        t1.n = t2.n = 0;
        puts_(&t1, "prompt \"");
        puts_(&t2, ",\"prompt\":\"");
        for (int i = 0, k = 4 + R(400); i < k; i++) {
            const char *w = WORDS[R(N(WORDS))];
            puts_(&t1, w);
            put(&t1, " ", 1);
            puts_(&t2, w);
            put(&t2, " ", 1);
        }
        put(&t1, "\"", 1);
        put(&t2, "\"", 1);
        logtape(0, &t1, &t2);
    }
    q.t += R(40);
    if (outcome == O_OK) {
        t1.n = t2.n = 0;
        fmt(&t1, "RESPONSE %d %dms", status, q.dur);
        fmt(&t2, ",\"status\":%d,\"duration\":%d", status, q.dur);
        logtape(1, &t1, &t2);
    }
    cls(']');
    kn("eventTimestamp", q.t - 30);
    key("event");
    opn('{');
    request();
    if (outcome == O_OK || outcome == O_CANCEL) {
        key("response");
        opn('{');
        kn("status", status);
        cls('}');
        by_status[status]++;
    } else
        no_status++;
    cls('}');
    cls('}');
    put(&out, "\n", 1);
}

/* ---- journal ---- */
static const char *const UNIT[] = {"image-pollinations.service", "text-pollinations.service", "init.scope",
                                   "kernel"};
static const char MON[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
static int jshort;
static void jentry(int unit, int prio, const B *m)
{
    records++;
    by_prio[prio]++;
    by_unit[unit]++;
    int pid = unit == 0 ? 1234 : unit == 1 ? 1567 : 1;
    const char *id = unit == 2 ? "systemd" : unit == 3 ? "kernel" : "node";
    if (memchr(m->p, '\n', m->n))
        multiline++;
    if (jshort) {
        static int64_t last = -1;
        static char d[32];
        int64_t s = q.t / 1000;
        if (s != last) {
            time_t t = s;
            struct tm g;
            gmtime_r(&t, &g);
            sprintf(d, "%s %02d %02d:%02d:%02d", MON[g.tm_mon], g.tm_mday, g.tm_hour, g.tm_min, g.tm_sec);
            last = s;
        }
        size_t n0 = out.n;
        fmt(&out, unit == 3 ? "%s gpu-node-1 %s: " : "%s gpu-node-1 %s[%d]: ", d, id, pid);
        int ind = out.n - n0;
        const char *p = m->p, *e = p + m->n;
        for (;;) {
            const char *l = memchr(p, '\n', e - p);
            /* journalctl without --all drops ANSI sequences */
            for (const char *c = p, *z = l ? l : e; c < z; c++) {
                if (*c == 27) {
                    while (c < z && *c != 'm')
                        c++;
                    continue;
                }
                put(&out, c, 1);
            }
            put(&out, "\n", 1);
            if (!l)
                break;
            for (int i = 0; i < ind; i++)
                put(&out, " ", 1);
            p = l + 1;
        }
        return;
    }
    int64_t us = q.t * 1000 + R(1000);
    depth = 0;
    fresh = 1;
    opn('{');
    ks("_HOSTNAME", "gpu-node-1");
    ks("_TRANSPORT", unit == 3 ? "kernel" : unit == 2 ? "journal" : "stdout");
    t1.n = 0;
    putn(&t1, us);
    kb("__REALTIME_TIMESTAMP", &t1);
    t1.n = 0;
    putn(&t1, us - 1773400000000000);
    kb("__MONOTONIC_TIMESTAMP", &t1);
    t1.n = 0;
    fmt(&t1,
        "s=0f1e2d3c4b5a69788796a5b4c3d2e1f0;i=%" PRIx64 ";b=8f1d4b0c5a7e4f2b9c3d6e8f01234567;m=%" PRIx64
        ";t=%" PRIx64 ";x=",
        records, us - 1773400000000000, us);
    puthex(&t1, 16);
    kb("__CURSOR", &t1);
    {
        char p[2] = {'0' + prio, 0};
        ks("PRIORITY", p);
    }
    ks("SYSLOG_IDENTIFIER", id);
    if (unit != 3) {
        t1.n = 0;
        putn(&t1, pid);
        kb("_PID", &t1);
        ks("_COMM", id);
        ks("_SYSTEMD_UNIT", UNIT[unit]);
        ks("_UID", unit == 2 ? "0" : "1000");
    }
    if (unit == 2)
        ks("UNIT", UNIT[0]);
    ks("_BOOT_ID", "8f1d4b0c5a7e4f2b9c3d6e8f01234567");
    ks("_MACHINE_ID", "5c0de5c0de5c0de5c0de5c0de5c0de01");
    int bin = 0; /* journalctl -o json prints a message with control bytes as an array of numbers */
    for (size_t i = 0; i < m->n && !bin; i++) {
        unsigned char c = m->p[i];
        bin = (c < 32 && c != '\n' && c != '\t') || c == 127;
    }
    if (!bin)
        kb("MESSAGE", m);
    else {
        key("MESSAGE");
        put(&out, "[", 1);
        for (size_t i = 0; i < m->n; i++) {
            if (i)
                put(&out, ",", 1);
            putn(&out, (unsigned char)m->p[i]);
        }
        put(&out, "]", 1);
    }
    cls('}');
    put(&out, "\n", 1);
}
static void jlines(int unit, int prio, const B *m)
{ /* stdout of a service: one entry a line */
    const char *p = m->p, *e = p + m->n;
    for (;;) {
        const char *l = memchr(p, '\n', e - p);
        B b = {(char *)p, (l ? l : e) - p, 0};
        jentry(unit, prio, &b);
        if (!l)
            break;
        p = l + 1;
    }
}
static const char STACK[] =
    "\n    at callProvider (/srv/demo/providers.js:333:7)\n    at process.processTicksAndRejections "
    "(node:internal/process/task_queues:95:5)\n    at async Server.handle (/srv/demo/server.js:899:7)";
static void journal_record(void)
{
    new_request();
    new_url();
    q.t += R(50);
    int u = q.img ? 0 : 1, r = R(10000);
    B *m = &t3;
    m->n = 0;
    if (r < 9000) {
        int k = R(4);
        iso(m, q.t);
        if (k == 0) {
            fmt(m, " demo:server GET ");
            put(m, q.url.p + 27, q.url.n - 27);
            fmt(m, " 200 %dms ip=%s", q.dur, q.ip);
        } else if (k == 1)
            fmt(m, " demo:queue size=%u pending=%u model=%s", R(40), R(4), MODEL[q.model]);
        else if (k == 2) {
            puts_(m, " demo:cache HIT ");
            puthex(m, 16);
            fmt(m, " ✨ model=%s", MODEL[q.model]);
        } else
            fmt(m, " demo:server [%.8s] user=%s tier=seed model=%s done", q.rid, q.user, MODEL[q.model]);
        jentry(u, 6, m);
        by_model[q.model]++;
        return;
    }
    if (r < 9450) {
        int k = 0, x = r - 9000;
        static const int cut[] = {80, 180, 260, 330, 390, 450};
        while (x >= cut[k])
            k++;
        u = k == 4;
        by_sig[k]++;
        switch (R(4)) {
        case 0:
            iso(m, q.t);
            fmt(m, " demo:error Error: %s", SIG[k]);
            puts_(m, STACK);
            jlines(u, 6, m);
            break;
        case 1:
            fmt(m, "Error: %s", SIG[k]);
            puts_(m, STACK);
            jentry(u, 3, m);
            break;
        case 2:
            fmt(m, "\033[36m[%.8s]\033[0m \033[31;1mERROR\033[0m upstream said: %s (model=%s)", q.rid, SIG[k],
                MODEL[q.model]);
            jentry(u, 6, m);
            break;
        default:
            fmt(m, "request %s failed\n  cause: %s\n\n  ip: %s", q.rid, SIG[k], q.ip);
            jentry(u, 3, m);
        }
        no_model++;
        return;
    }
    if (r < 9850) {
        int k = R(10);
        by_unk[k]++;
        puts_(m, "Error: ");
        unknown_text(m, k);
        if (distinct)
            put_words(m, 6);
        jentry(u, R(2) ? 3 : 6, m);
        no_model++;
        return;
    }
    if (r < 9900) {
        near_miss++;
        puts_(m, "0 of 6 active translate servers available");
        jentry(u, 4, m);
        return;
    }
    if (r < 9950) {
        fmt(m, "%s: Main process exited, code=exited, status=1/FAILURE", UNIT[0]);
        jentry(2, 5, m);
        m->n = 0;
        fmt(m, "%s: Failed with result 'exit-code'.", UNIT[0]);
        jentry(2, 4, m);
        return;
    }
    fmt(m,
        "Memory cgroup out of memory: Killed process %u (node) total-vm:%ukB, anon-rss:%ukB, file-rss:0kB, "
        "shmem-rss:0kB, UID:1000 pgtables:%ukB oom_score_adj:0",
        1000 + R(60000), R(9000000), R(9000000), R(9000));
    jentry(3, 3, m);
}

/* ---- truth file ---- */
static FILE *tf;
static int tfirst;
static void tmap(const char *k)
{
    fprintf(tf, "%s\n \"%s\": {", tfirst ? "" : ",", k);
    tfirst = 1;
}
static void tv(const char *k, int64_t v)
{
    if (!v)
        return;
    fprintf(tf, "%s\"%s\": %" PRId64, tfirst ? "" : ", ", k, v);
    tfirst = 0;
}
static void tend(void)
{
    fputc('}', tf);
    tfirst = 0;
}

int main(int argc, char **argv)
{
    const char *format = "tail-pretty", *of = NULL, *tfn = NULL;
    uint64_t seed = 1;
    double size = 1e6;
    for (int i = 1; i + 1 < argc; i += 2) {
        const char *a = argv[i], *v = argv[i + 1];
        if (!strcmp(a, "--seed"))
            seed = strtoull(v, 0, 10);
        else if (!strcmp(a, "--format"))
            format = v;
        else if (!strcmp(a, "--size")) {
            char *e;
            size = strtod(v, &e);
            size *= *e == 'G' ? 1 << 30 : *e == 'M' ? 1 << 20 : *e == 'K' ? 1 << 10 : 1;
        } else if (!strcmp(a, "--distinct"))
            distinct = !strcmp(v, "yes");
        else if (!strcmp(a, "-o"))
            of = v;
        else if (!strcmp(a, "--truth"))
            tfn = v;
        else {
            fprintf(stderr, "gen: unknown option %s\n", a);
            return 2;
        }
    }
    int tail = !strncmp(format, "tail-", 5);
    pretty = !strcmp(format, "tail-pretty");
    jshort = !strcmp(format, "journal-short");
    if (!pretty && !jshort && strcmp(format, "tail-compact") && strcmp(format, "journal-json")) {
        fprintf(stderr, "gen: unknown format %s\n", format);
        return 2;
    }
    FILE *o = of ? fopen(of, "wb") : stdout;
    if (!o) {
        perror(of);
        return 1;
    }
    char tb[4096];
    if (!tfn && of)
        snprintf(tb, sizeof tb, "%s.truth.json", of), tfn = tb;
    rs = seed * 0x2545f4914f6cdd1dull + 7;
    q.t = 1773480000000 + (int64_t)seed * 86400000;
    double bytes = 0;
    while (bytes + out.n < size) {
        q.t += R(60);
        if (tail)
            tail_record();
        else
            journal_record();
        if (out.n > 1 << 20) {
            bytes += out.n;
            if (fwrite(out.p, 1, out.n, o) != out.n) {
                perror("write");
                return 1;
            }
            out.n = 0;
        }
    }
    bytes += out.n;
    fwrite(out.p, 1, out.n, o);
    if (fclose(o)) {
        perror("write");
        return 1;
    }
    if (!tfn)
        return 0;
    tf = fopen(tfn, "w");
    if (!tf) {
        perror(tfn);
        return 1;
    }
    fprintf(tf,
            "{\n \"generator\": \"gen\", \"seed\": %" PRIu64
            ", \"format\": \"%s\", \"bytes\": %.0f, \"records\": %" PRId64,
            seed, format, bytes, records);
    char b[8];
    if (tail) {
        tmap("by_event");
        for (int i = 0; i < NK; i++)
            tv(KIND[i], by_kind[i]);
        tend();
        tmap("by_status");
        for (int i = 0; i < 600; i++) {
            sprintf(b, "%d", i);
            tv(b, by_status[i]);
        }
        tv("none", no_status);
        tend();
        tmap("by_outcome");
        for (int i = 0; i < NO; i++)
            tv(OUTCOME[i], by_outcome[i]);
        tv("none", by_kind[K_OVERLOAD]);
        tend();
        tmap("by_log_level");
        for (int i = 0; i < 5; i++)
            tv(LEVEL[i], by_level[i]);
        tend();
        tmap("by_logtape_level");
        for (int i = 0; i < 5; i++)
            tv(LT[i], by_lt[i]);
        tend();
        fprintf(tf,
                ",\n \"log_entries\": %" PRId64 ", \"exceptions\": %" PRId64
                ", \"records_with_two_signatures\": %" PRId64,
                log_entries, exceptions_, multi_sig);
    } else {
        tmap("by_priority");
        for (int i = 0; i < 8; i++) {
            sprintf(b, "%d", i);
            tv(b, by_prio[i]);
        }
        tend();
        tmap("by_unit");
        for (int i = 0; i < 4; i++)
            tv(UNIT[i], by_unit[i]);
        tend();
        fprintf(tf, ",\n \"multiline_entries\": %" PRId64, multiline);
    }
    tmap("by_signature");
    for (int i = 0; i < 6; i++)
        tv(SIGID[i], by_sig[i]);
    tend();
    tmap("by_unknown_error");
    for (int i = 0; i < 10; i++)
        tv(UNKID[i], by_unk[i]);
    tend();
    tmap("by_model");
    for (int i = 0; i < NM; i++)
        tv(MODEL[i], by_model[i]);
    if (tail)
        tv("none", no_model);
    tend();
    fprintf(tf, ",\n \"near_misses\": %" PRId64 "\n}\n", near_miss);
    return fclose(tf) != 0;
}
