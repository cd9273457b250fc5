//! Every setting there is: one list, from which parsing, `tiraj doctor` and the documentation follow.

/// A setting.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// Its name in `tiraj.toml`; a dot separates table and key.
    pub(crate) name: &'static str,
    /// Its environment variable.
    pub(crate) variable: &'static str,
    /// Its value where nobody says otherwise.
    pub(crate) default: &'static str,
    /// Whether its value is kept out of sight.
    pub(crate) secret: bool,
}

const fn key(name: &'static str, variable: &'static str, default: &'static str) -> Key {
    Key { name, variable, default, secret: false }
}

/// All settings.
pub(crate) const KEYS: &[Key] = &[
    key("data", "TIRAJ_DATA", "tiraj-data"),
    key("listen", "TIRAJ_LISTEN", "127.0.0.1:8080"),
    key("clickhouse.url", "TIRAJ_CLICKHOUSE_URL", ""),
    key("clickhouse.user", "TIRAJ_CLICKHOUSE_USER", ""),
    Key { name: "clickhouse.password", variable: "TIRAJ_CLICKHOUSE_PASSWORD", default: "", secret: true },
    key("clickhouse.database", "TIRAJ_CLICKHOUSE_DATABASE", "tiraj"),
    key("clickhouse.cluster", "TIRAJ_CLICKHOUSE_CLUSTER", ""),
    key("clickhouse.timeout_seconds", "TIRAJ_CLICKHOUSE_TIMEOUT_SECONDS", "60"),
    key("dashboard.sign_in", "TIRAJ_DASHBOARD_SIGN_IN", "required"),
    key("engine.library", "TIRAJ_ENGINE_LIB", ""),
    key("engine.memory_mb", "TIRAJ_ENGINE_MEMORY_MB", "2048"),
    key("enrich.agents", "TIRAJ_ENRICH_AGENTS", ""),
    key("enrich.geography", "TIRAJ_ENRICH_GEOGRAPHY", ""),
    key("enrich.datacentres", "TIRAJ_ENRICH_DATACENTRES", ""),
    key("spool.max_mb", "TIRAJ_SPOOL_MAX_MB", "4096"),
    key("collector.max_age_hours", "TIRAJ_COLLECTOR_MAX_AGE_HOURS", "24"),
    key("trusted_proxies", "TIRAJ_TRUSTED_PROXIES", ""),
    key("trusted_headers", "TIRAJ_TRUSTED_HEADERS", "x-forwarded-for"),
    key("limits.bot_views_per_minute", "TIRAJ_LIMITS_BOT_VIEWS_PER_MINUTE", "0"),
    key("limits.connections", "TIRAJ_LIMITS_CONNECTIONS", "10000"),
    key("limits.events_per_minute_per_address", "TIRAJ_LIMITS_EVENTS_PER_MINUTE_PER_ADDRESS", "3000"),
    key("public_url", "TIRAJ_PUBLIC_URL", ""),
    key("mail.smtp", "TIRAJ_MAIL_SMTP", ""),
    key("mail.from", "TIRAJ_MAIL_FROM", ""),
    key("mail.user", "TIRAJ_MAIL_USER", ""),
    key("mail.password_file", "TIRAJ_MAIL_PASSWORD_FILE", ""),
    key("telegram.token_file", "TIRAJ_TELEGRAM_TOKEN_FILE", ""),
    key("telegram.api", "TIRAJ_TELEGRAM_API", "https://api.telegram.org"),
    key("webhook.allow_networks", "TIRAJ_WEBHOOK_ALLOW_NETWORKS", ""),
    key("limits.questions_per_minute", "TIRAJ_LIMITS_QUESTIONS_PER_MINUTE", "600"),
    key("log.level", "TIRAJ_LOG_LEVEL", "info"),
    key("log.json", "TIRAJ_LOG_JSON", "false"),
];
