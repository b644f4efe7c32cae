#include "sample.h"

#define LIT(lit)                                                                                             \
    {                                                                                                        \
        "" lit, sizeof(lit) - 1                                                                              \
    }
#define ROWS(rows) rows, COUNT_OF(rows)

/* 2026-03-15 09:20:00 UTC, and milliseconds after it. */
#define T0    INT64_C(1773566400000)
#define AT(s) (T0 + (s)*INT64_C(1000))

static uint64_t rising[] = {0, 2, 8, 20, 40, 61, 77, 60, 40, 31, 20};
static uint64_t burst[] = {0, 0, 0, 0, 137};
static uint64_t steady[] = {19, 19, 19, 19, 19, 19, 19, 19, 19, 19, 18};
#define LINE(start, step, counts)                                                                            \
    {                                                                                                        \
        start, step, counts, COUNT_OF(counts)                                                                \
    }
#define NO_LINE                                                                                              \
    {                                                                                                        \
        NO_TIME, 0, NULL, 0                                                                                  \
    }

static struct report_value hosts[] = {{LIT("gptimagemain1-resource.cognitiveservices.azure.com"), 340},
                                      {LIT("second-resource.cognitiveservices.azure.com"), 19}};
static struct report_value categories[] = {{LIT("sexual"), 301}, {LIT("violence"), 190}, {LIT("hate"), 41}};
static struct report_value voices[] = {
    {LIT("bella"), 120}, {LIT("adam\x1b[31m"), 80}, {LIT("rachel"), 40}, {LIT("josh"), 20}};
static struct report_breakdown by_host[] = {{LIT("host"), ROWS(hosts), 0, 0}};
static struct report_breakdown by_category[] = {{LIT("category"), ROWS(categories), 0, 0}};
static struct report_breakdown by_voice[] = {{LIT("voice"), ROWS(voices), 27, 0}};

static struct report_version versions[] = {
    {LIT("gateway"), LIT("5d3e6a1c-0b7f-4c55-9d7e-2f6b8a9c0d1e"), 41002, T0, AT(5000)},
    {LIT("gateway"), LIT("16b099b0-77aa-4c55-9d7e-2f6b8a9c0d1e"), 22534, AT(4980), AT(8840)},
    {LIT("usage"), LIT("2"), 12, AT(20), AT(8000)},
};
static uint64_t late[] = {0, 208, 0}, both[] = {100, 37, 0};

static struct report_signature signatures[] = {
    {.id = LIT("azure-content-safety-dns"),
     .title = LIT("Azure Content Safety DNS failure"),
     .cause = LIT("Azure Content Safety resource deleted or misconfigured"),
     .impact = LIT("Fail-open: content proceeds without a safety check"),
     .fix = LIT("Create a new Azure Content Safety resource.\n\n  nslookup "
                "<new-resource>.cognitiveservices.azure.com\n"
                "Set AZURE_CONTENT_SAFETY_ENDPOINT (https://<new-resource>.cognitiveservices.azure.com/) and "
                "AZURE_CONTENT_SAFETY_API_KEY in .env, then check with nslookup on the server.\n"),
     .example = LIT("getaddrinfo ENOTFOUND gptimagemain1-resource.cognitiveservices.azure.com"),
     .class = CLASS_INVESTIGATE,
     .records = 359,
     .stats.requests = 351,
     .stats.users = 88,
     .stats.first_ms = AT(41),
     .stats.last_ms = AT(8819),
     .breakdowns = by_host,
     .breakdown_count = 1,
     .stats.timeline = LINE(T0, 800000, rising)},
    {.id = LIT("veo-no-video-data"),
     .title = LIT("Veo returned no video"),
     .cause = LIT("Vertex AI (Veo) returned an empty video response"),
     .impact = LIT("500 to the user"),
     .fix = LIT("Check Vertex AI quota and status; may be transient."),
     .example = LIT("No video data in response"),
     .class = CLASS_INVESTIGATE,
     .records = 208,
     .stats.requests = 12345,
     .stats.users = 1061,
     .stats.approximate = true,
     .stats.first_ms = AT(67),
     .stats.last_ms = AT(8790),
     .stats.timeline = LINE(T0, 800000, steady),
     .stats.deploy = {late, &versions[1], NULL, 41002, 0}},
    {.id = LIT("azure-content-filter"),
     .title = LIT("Content rejected by Azure"),
     .example = LIT("Content rejected due to sexual content detection"),
     .class = CLASS_EXPECTED,
     .records = 532,
     .stats.requests = 532,
     .stats.users = 40,
     .stats.first_ms = AT(3),
     .stats.last_ms = AT(8800),
     .breakdowns = by_category,
     .breakdown_count = 1,
     .stats.timeline = NO_LINE},
    {.id = LIT("openai-audio-invalid-voice"),
     .title = LIT("Unsupported voice"),
     .example = LIT("Invalid value for audio.voice"),
     .class = CLASS_EXPECTED,
     .records = 287,
     .stats.first_ms = NO_TIME,
     .stats.last_ms = NO_TIME,
     .breakdowns = by_voice,
     .breakdown_count = 1,
     .stats.timeline = NO_LINE},
};

#define STATUS(code, class_, meaning_, fix_, records_, unexplained_)                                         \
    {                                                                                                        \
        .status = code, .class = class_, .meaning = meaning_, .fix = fix_, .records = records_,              \
        .unexplained = unexplained_, .stats.first_ms = NO_TIME, .stats.last_ms = NO_TIME,                    \
        .stats.timeline = NO_LINE                                                                            \
    }
static struct report_cluster bare_messages[] = {{.class = CLASS_INVESTIGATE,
                                                 .id = LIT("77aa12d5a9f3"),
                                                 .template = LIT("upstream sent <num> bytes"),
                                                 .example = LIT("upstream sent 3 bytes"),
                                                 .records = 200,
                                                 .stats.requests = 190,
                                                 .stats.first_ms = AT(100),
                                                 .stats.last_ms = AT(8000),
                                                 .stats.timeline = LINE(T0, 800000, steady)}};

static struct report_status statuses[] = {
    STATUS(200, CLASS_CLEAN, LIT(""), LIT(""), 46341, 46341),
    STATUS(400, CLASS_EXPECTED, LIT("bad request"), LIT(""), 3191, 2372),
    STATUS(401, CLASS_EXPECTED, LIT("no API key"), LIT(""), 5205, 5205),
    STATUS(402, CLASS_EXPECTED, LIT("balance"), LIT(""), 2502, 2502),
    STATUS(403, CLASS_EXPECTED, LIT("model not allowed"), LIT(""), 1578, 1578),
    STATUS(418, CLASS_UNKNOWN, LIT(""), LIT(""), 2, 2),
    STATUS(429, CLASS_EXPECTED, LIT("rate limit"), LIT(""), 2502, 2502),
    {.status = 500,
     .class = CLASS_INVESTIGATE,
     .meaning = LIT("backend error"),
     .fix = LIT("Read the messages; then write a signature."),
     .records = 417,
     .unexplained = 209,
     .stats.requests = 199,
     .stats.users = 12,
     .stats.first_ms = AT(100),
     .stats.last_ms = AT(8000),
     .stats.timeline = LINE(T0, 800000, steady),
     .messages = bare_messages,
     .message_count = 1,
     .other_messages = 9},
    STATUS(504, CLASS_INVESTIGATE, LIT("timeout"), LIT(""), 11, 0),
};

static struct report_value outcomes[] = {{LIT("ok"), 63021}, {LIT("canceled"), 503}, {LIT("exception"), 12}};
static struct report_value levels[] = {{LIT("error"), 1200}, {LIT("warn"), 900}};

static struct report_model models[] = {
    {.model = LIT("openai-large"),
     .backend = LIT("Azure OpenAI"),
     .records = 31064,
     .status_2xx = 29402,
     .status_4xx = 1662,
     .p50_ms = 350.25,
     .p95_ms = 1249,
     .last_error_ms = NO_TIME},
    {.model = LIT("veo"),
     .backend = LIT("Vertex AI"),
     .issues = LIT("quota limits, empty responses"),
     .records = 2064,
     .status_2xx = 1402,
     .status_4xx = 390,
     .status_5xx = 272,
     .p50_ms = 41000,
     .p95_ms = 88321.5,
     .last_error_ms = AT(8790)},
    {.model = LIT("a-model-nobody-has-heard-of-yet-図表-🎬"),
     .records = 3,
     .p50_ms = -1,
     .p95_ms = -1,
     .last_error_ms = NO_TIME},
};

static struct report_value ips[] = {{LIT("10.6.79.98"), 120}, {LIT("10.6.79.2"), 7}};
static struct report_value ports[] = {{LIT("23525"), 9}, {LIT("41378"), 2}};
static struct report_wildcard wildcards[] = {{LIT("ip"), LIT("<ip>"), ROWS(ips), 10, 0},
                                             {LIT("port"), LIT("<port>"), ROWS(ports), 126, 8}};

static struct report_cluster unknown[] = {
    {.class = CLASS_UNKNOWN,
     .id = LIT("4be1c0d5a9f3"),
     .template = LIT("connect ECONNREFUSED <ip>:<port>"),
     .example = LIT("Error: connect ECONNREFUSED 10.6.79.98:23525"),
     .records = 137,
     .stats.requests = 120,
     .stats.users = 40,
     .stats.first_ms = AT(4000),
     .stats.last_ms = AT(4300),
     .stats.timeline = LINE(T0, 1000000, burst),
     .stats.deploy = {both, NULL, NULL, 0, 0},
     .wildcards = wildcards,
     .wildcard_count = COUNT_OF(wildcards),
     .exception = LIT("TypeError"),
     .frame = LIT("callProvider (worker.js)")},
    {.class = CLASS_UNKNOWN,
     .id = LIT("00ff12d5a9f3"),
     .template = LIT("図表 🎬 cannot be rendered: <str> is not a function of <path> in <num> of the modules "
                     "that the page loads"),
     .example = LIT("TypeError: 図表 🎬 cannot be \x1b[31mrendered\x1b[0m:\n\"x\" is not a function \xff of "
                    "/srv/app/a.js in 3 of the modules that the page loads, and more of it | ` <b>"),
     .records = 1,
     .stats.first_ms = NO_TIME,
     .stats.last_ms = NO_TIME,
     .stats.timeline = NO_LINE},
};

#define SOURCE(name_, format_, records_, bytes_, first, last)                                                \
    {                                                                                                        \
        .name = name_, .format = format_, .records = records_, .bytes = bytes_, .first_ms = first,           \
        .last_ms = last                                                                                      \
    }
static struct report_source sources[] = {
    SOURCE(LIT("-"), LIT("wrangler-tail"), 60000, 418000000, T0, AT(8840)),
    SOURCE(LIT("logs/image-service-logs.txt"), LIT("journal"), 3536, 1000233, AT(600), AT(4000)),
    SOURCE(LIT("empty.txt"), LIT("empty"), 0, 0, NO_TIME, NO_TIME),
};

#define PROBLEM(...)                                                                                         \
    {                                                                                                        \
        __VA_ARGS__, .patterns = NULL                                                                        \
    }
static struct report_problem problems[] = {
    PROBLEM(LIT("torn"), LIT("records that end in the middle"), 3, 812, 10233, LIT("-"),
            LIT("{\n    \"outcome\": \"ok\"")),
    PROBLEM(LIT("junk"), LIT("text that is no record"), 1, 14, 0, LIT("logs/image-service-logs.txt"),
            LIT("\x1b[33mnpm notice\x1b[0m")),
};
static struct report_sampling sampling[] = {{LIT("-"), 69, AT(900), AT(7200)}};
static struct report_gap gaps[] = {{LIT("-"), LIT("connection lost"), 2, 20480}};

const struct report SAMPLE_NIGHT = {
    .bytes = 419000233,
    .records = 63536,
    .skipped_bytes = 826,
    .record_bytes = 418999407,
    .torn = 3,
    .first_ms = T0,
    .last_ms = AT(8840),
    .classes =
        {[CLASS_INVESTIGATE] = 776, [CLASS_UNKNOWN] = 138, [CLASS_EXPECTED] = 16281, [CLASS_CLEAN] = 46341},
    .overlap = 12,
    .sources = sources,
    .source_count = COUNT_OF(sources),
    .problems = problems,
    .problem_count = COUNT_OF(problems),
    .sampling = sampling,
    .sampling_count = COUNT_OF(sampling),
    .gaps = gaps,
    .gap_count = COUNT_OF(gaps),
    .signatures = signatures,
    .signature_count = COUNT_OF(signatures),
    .versions = versions,
    .version_count = COUNT_OF(versions),
    .other_versions = 7,
    .statuses = statuses,
    .status_count = COUNT_OF(statuses),
    .outcomes = outcomes,
    .levels = levels,
    .outcome_count = COUNT_OF(outcomes),
    .level_count = COUNT_OF(levels),
    .models = models,
    .model_count = COUNT_OF(models),
    .other_models = 7,
    .clusters = unknown,
    .cluster_count = COUNT_OF(unknown),
    .other_clusters = 5,
};

static struct report_source one_source[] = {
    SOURCE(LIT("gateway.json"), LIT("wrangler-tail"), 1200, 1234567, T0, AT(90000))};
static struct report_status healthy_statuses[] = {
    STATUS(200, CLASS_CLEAN, LIT(""), LIT(""), 1188, 1188),
    STATUS(401, CLASS_EXPECTED, LIT("no API key"), LIT(""), 12, 12),
};
static struct report_model healthy_models[] = {
    {.model = LIT("flux"),
     .records = 800,
     .status_2xx = 800,
     .p50_ms = 900,
     .p95_ms = 2100,
     .last_error_ms = NO_TIME},
    {.model = LIT("openai"),
     .records = 400,
     .status_2xx = 400,
     .p50_ms = -1,
     .p95_ms = -1,
     .last_error_ms = NO_TIME},
};

/* From one day to the next. */
const struct report SAMPLE_HEALTHY = {
    .bytes = 1234567,
    .records = 1200,
    .record_bytes = 1234567,
    .first_ms = T0,
    .last_ms = AT(90000),
    .classes = {[CLASS_EXPECTED] = 12, [CLASS_CLEAN] = 1188},
    .sources = one_source,
    .source_count = 1,
    .statuses = healthy_statuses,
    .status_count = COUNT_OF(healthy_statuses),
    .models = healthy_models,
    .model_count = COUNT_OF(healthy_models),
};

const struct report SAMPLE_EMPTY = {.first_ms = NO_TIME, .last_ms = NO_TIME};

static struct report_source timeless_source[] = {SOURCE(LIT("-"), LIT("text"), 3, 99, NO_TIME, NO_TIME)};
static struct report_cluster timeless_unknown[] = {{.class = CLASS_UNKNOWN,
                                                    .id = LIT("abcdef012345"),
                                                    .template = LIT("boom"),
                                                    .example = LIT("Error: boom"),
                                                    .records = 1,
                                                    .stats.first_ms = NO_TIME,
                                                    .stats.last_ms = NO_TIME,
                                                    .stats.timeline = NO_LINE}};

const struct report SAMPLE_TIMELESS = {
    .bytes = 99,
    .records = 3,
    .record_bytes = 99,
    .filtered = 1,
    .first_ms = NO_TIME,
    .last_ms = NO_TIME,
    .classes = {[CLASS_UNKNOWN] = 1, [CLASS_CLEAN] = 1},
    .sources = timeless_source,
    .source_count = 1,
    .clusters = timeless_unknown,
    .cluster_count = 1,
};

#define MARKUP                                                                                               \
    "=cmd()|</code></td><script>alert(1)</script>&lt;\"' *_`|`` ```[x](http://a) # \\ {{}} $x$ @a\n\n## "    \
    "b\r\n"
#define BYTES                                                                                                \
    "\000\001\002\003\004\005\006\007\010\011\012\013\014\015\016\017\020\021\022\023\024\025\026\027\030"   \
    "\031\032\033\034\035\036\037"                                                                           \
    "\040\041\042\043\044\045\046\047\050\051\052\053\054\055\056\057\060\061\062\063\064\065\066\067\070"   \
    "\071\072\073\074\075\076\077"                                                                           \
    "\100\101\102\103\104\105\106\107\110\111\112\113\114\115\116\117\120\121\122\123\124\125\126\127\130"   \
    "\131\132\133\134\135\136\137"                                                                           \
    "\140\141\142\143\144\145\146\147\150\151\152\153\154\155\156\157\160\161\162\163\164\165\166\167\170"   \
    "\171\172\173\174\175\176\177"                                                                           \
    "\200\201\202\203\204\205\206\207\210\211\212\213\214\215\216\217\220\221\222\223\224\225\226\227\230"   \
    "\231\232\233\234\235\236\237"                                                                           \
    "\240\241\242\243\244\245\246\247\250\251\252\253\254\255\256\257\260\261\262\263\264\265\266\267\270"   \
    "\271\272\273\274\275\276\277"                                                                           \
    "\300\301\302\303\304\305\306\307\310\311\312\313\314\315\316\317\320\321\322\323\324\325\326\327\330"   \
    "\331\332\333\334\335\336\337"                                                                           \
    "\340\341\342\343\344\345\346\347\350\351\352\353\354\355\356\357\360\361\362\363\364\365\366\367\370"   \
    "\371\372\373\374\375\376\377"
#define EVIL LIT(MARKUP BYTES MARKUP)
static struct report_version evil_versions[] = {{EVIL, EVIL, 3, T0, T0}, {EVIL, EVIL, 3, T0, T0}};
static uint64_t evil_records[] = {1, 2};
#define EVIL_SUMS                                                                                            \
    {                                                                                                        \
        1, 2, EVIL, EVIL, 3                                                                                  \
    }
#define EVIL_DEPLOY                                                                                          \
    {                                                                                                        \
        evil_records, &evil_versions[0], &evil_versions[1], 1, 2                                             \
    }

static struct report_value evil_values[] = {{EVIL, 3}};
static struct report_breakdown evil_groups[] = {{EVIL, ROWS(evil_values), 1, 0}};
#define EVIL_STATS(approximate, ...)                                                                         \
    {                                                                                                        \
        2, 1, approximate, T0, T0, __VA_ARGS__, EVIL_SUMS, EVIL_DEPLOY,                                      \
        {                                                                                                    \
            0                                                                                                \
        }                                                                                                    \
    }
#define EVIL_SIGNATURE(class, line)                                                                          \
    {                                                                                                        \
        EVIL, EVIL, EVIL, EVIL, EVIL, EVIL, class, SEVERITY_LOW, 3, EVIL_STATS(true, line),                  \
            ROWS(evil_groups), 2                                                                             \
    }
static struct report_signature evil_signatures[] = {
    EVIL_SIGNATURE(CLASS_INVESTIGATE, LINE(T0, 1000, burst)),
    EVIL_SIGNATURE(CLASS_EXPECTED, NO_LINE),
};
static struct report_model evil_models[] = {{EVIL, EVIL, EVIL, 9, 1, 1, 1, 1, 1, T0, LIT("[1, 2, [3, 4]]")}};
static struct report_wildcard evil_wildcards[] = {{EVIL, EVIL, ROWS(evil_values), 1, 0}};
static struct report_cluster evil_unknown[] = {{CLASS_UNKNOWN, EVIL, EVIL, EVIL, 3,
                                                EVIL_STATS(false, LINE(T0, 1000, burst)),
                                                ROWS(evil_wildcards), EVIL, EVIL, NULL, 0}};
static struct report_status evil_statuses[] = {STATUS(400, CLASS_EXPECTED, EVIL, EVIL, 3, 3),
                                               {.status = 500,
                                                .class = CLASS_INVESTIGATE,
                                                .meaning = EVIL,
                                                .fix = EVIL,
                                                .records = 3,
                                                .unexplained = 3,
                                                .stats.first_ms = T0,
                                                .stats.last_ms = T0,
                                                .stats.timeline = NO_LINE,
                                                .stats.sums = EVIL_SUMS,
                                                .messages = evil_unknown,
                                                .message_count = 1}};
static struct report_source evil_sources[] = {SOURCE(EVIL, EVIL, 9, 9, T0, T0),
                                              SOURCE(EVIL, EVIL, 9, 9, T0, T0)};
static struct report_value evil_patterns[] = {{EVIL, 3}};
static struct report_problem evil_problems[] = {{EVIL, EVIL, 3, 3, 3, EVIL, EVIL, evil_patterns, 1, 2}};
static struct report_sampling evil_sampling[] = {{EVIL, 3, T0, T0}};
static struct report_gap evil_gaps[] = {{EVIL, EVIL, 3, 3}};

const struct report SAMPLE_HOSTILE = {
    .bytes = 99,
    .records = 9,
    .first_ms = T0,
    .last_ms = T0,
    .classes = {[CLASS_INVESTIGATE] = 3, [CLASS_UNKNOWN] = 3, [CLASS_EXPECTED] = 3},
    .sources = evil_sources,
    .source_count = 2,
    .problems = evil_problems,
    .problem_count = 1,
    .sampling = evil_sampling,
    .sampling_count = 1,
    .gaps = evil_gaps,
    .gap_count = 1,
    .signatures = evil_signatures,
    .signature_count = 2,
    .incidents = evil_signatures,
    .incident_count = 1,
    .statuses = evil_statuses,
    .status_count = 2,
    .outcomes = evil_values,
    .outcome_count = 1,
    .levels = evil_values,
    .level_count = 1,
    .models = evil_models,
    .model_count = 1,
    .clusters = evil_unknown,
    .cluster_count = 1,
    .versions = evil_versions,
    .version_count = 2,
};
