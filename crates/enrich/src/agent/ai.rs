//! The crawlers and fetchers of AI companies.

/// By the name that a crawler or fetcher gives itself: the company behind it.
///
/// Names are those of the companies' own pages on their crawlers. A name that is only a word of `robots.txt` stands
/// here too, because some send it.
pub(super) const AI_AGENTS: &[(&str, &str)] = &[
    ("GPTBot", "OpenAI"),
    ("OAI-SearchBot", "OpenAI"),
    ("OAI-AdsBot", "OpenAI"),
    ("ChatGPT-User", "OpenAI"),
    ("ClaudeBot", "Anthropic"),
    ("Claude-User", "Anthropic"),
    ("Claude-SearchBot", "Anthropic"),
    ("Claude-Web", "Anthropic"),
    ("anthropic-ai", "Anthropic"),
    ("GoogleOther", "Google"),
    ("GoogleOther-Image", "Google"),
    ("GoogleOther-Video", "Google"),
    ("Google-CloudVertexBot", "Google"),
    ("Google-Extended", "Google"),
    ("Google-NotebookLM", "Google"),
    ("GoogleAgent-Mariner", "Google"),
    ("Gemini-Deep-Research", "Google"),
    ("PerplexityBot", "Perplexity"),
    ("Perplexity-User", "Perplexity"),
    ("meta-externalagent", "Meta"),
    ("meta-externalfetcher", "Meta"),
    ("meta-webindexer", "Meta"),
    ("FacebookBot", "Meta"),
    ("Amazonbot", "Amazon"),
    ("Amzn-SearchBot", "Amazon"),
    ("Amzn-User", "Amazon"),
    ("bedrockbot", "Amazon"),
    ("amazon-QBusiness", "Amazon"),
    ("NovaAct", "Amazon"),
    ("Applebot-Extended", "Apple"),
    ("AzureAI-SearchBot", "Microsoft"),
    ("Bytespider", "ByteDance"),
    ("TikTokSpider", "ByteDance"),
    ("CCBot", "Common Crawl"),
    ("cohere-ai", "Cohere"),
    ("cohere-training-data-crawler", "Cohere"),
    ("MistralAI-User", "Mistral AI"),
    ("MistralBot", "Mistral AI"),
    ("DuckAssistBot", "DuckDuckGo"),
    ("GrokBot", "xAI"),
    ("Grok-DeepSearch", "xAI"),
    ("xAI-Grok", "xAI"),
    ("DeepSeekBot", "DeepSeek"),
    ("YouBot", "You.com"),
    ("PetalBot", "Huawei"),
    ("PanguBot", "Huawei"),
    ("Diffbot", "Diffbot"),
    ("Timpibot", "Timpi"),
    ("AI2Bot", "Allen Institute for AI"),
    ("AI2Bot-Dolma", "Allen Institute for AI"),
    ("omgili", "Webz.io"),
    ("omgilibot", "Webz.io"),
    ("Webzio-Extended", "Webz.io"),
    ("ChatGLM-Spider", "Zhipu AI"),
    ("ERNIEBot", "Baidu"),
    ("YandexAdditional", "Yandex"),
    ("YandexAdditionalBot", "Yandex"),
    ("FirecrawlAgent", "Firecrawl"),
    ("Crawl4AI", "Crawl4AI"),
    ("TavilyBot", "Tavily"),
    ("LinkupBot", "Linkup"),
    ("PhindBot", "Phind"),
    ("LinerBot", "Liner"),
    ("Andibot", "Andi"),
    ("QuillBot", "QuillBot"),
    ("ImagesiftBot", "Hive"),
    ("img2dataset", "LAION"),
    ("LAIONDownloader", "LAION"),
    ("Kangaroo Bot", "Kangaroo LLM"),
    ("SBIntuitionsBot", "SB Intuitions"),
    ("Manus-User", "Manus"),
    ("ShapBot", "Parallel Web Systems"),
    ("Cloudflare-AutoRAG", "Cloudflare"),
    ("VelenPublicWebCrawler", "Hunter"),
    ("aiHitBot", "aiHit"),
];

/// The company behind an AI crawler or fetcher, by the name that is stored in the browser's place; capitals do not
/// matter.
#[must_use]
pub fn ai_company(browser: &str) -> Option<&'static str> {
    let known = AI_AGENTS.iter().find(|(name, _)| name.eq_ignore_ascii_case(browser));
    known.map(|(_, company)| *company)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companies_are_known_by_their_crawlers() {
        assert_eq!(ai_company("GPTBot"), Some("OpenAI"));
        assert_eq!(ai_company("claudebot"), Some("Anthropic"));
        assert_eq!(ai_company("Chrome"), None);
        assert_eq!(ai_company(""), None);
    }

    #[test]
    fn no_name_stands_twice() {
        for (at, (name, _)) in AI_AGENTS.iter().enumerate() {
            assert!(!AI_AGENTS[..at].iter().any(|(other, _)| other.eq_ignore_ascii_case(name)), "{name}");
        }
    }
}
