//! The names of the stats API: what is counted, by what it is told apart, and how it is picked out.

use crate::closed_set::closed_set;

closed_set! {
    /// A figure of readership. Readers and visits are never the sum of those of shorter times.
    Metric as "metric" {
        /// Pages opened by persons.
        Views = "views",
        /// Distinct readers who opened a page, as far as their numbers tell them apart.
        Readers = "readers",
        /// Visits: what a reader did without a pause of half an hour. One belongs to the moment at which it began.
        Visits = "visits",
        /// Shares.
        Shares = "shares",
        /// Shares divided by views.
        ShareRate = "share_rate",
        /// Events, engagement left out.
        Events = "events",
        /// Milliseconds of attention.
        EngagedMs = "engaged_ms",
        /// Milliseconds of attention divided by views.
        EngagedMsPerView = "engaged_ms_per_view",
        /// How far down readers came on a page, in percent: the mean over reader and page of the lowest point reached.
        ScrollDepth = "scroll_depth",
        /// Of readers and pages whose depth is known, the share that came as far down as 90 percent.
        ReadCompletion = "read_completion",
        /// Of visits, the share in which the reader did one thing and left.
        BounceRate = "bounce_rate",
        /// Seconds from a visit's first event to its last, the mean.
        VisitDuration = "visit_duration",
        /// Views of a visit, the mean.
        ViewsPerVisit = "views_per_visit",
    }
}

impl Metric {
    /// Whether it is a whole number, and 0 where nothing happened; all others are rates and means.
    #[must_use]
    pub const fn is_count(self) -> bool {
        matches!(
            self,
            Self::Views | Self::Readers | Self::Visits | Self::Shares | Self::Events | Self::EngagedMs
        )
    }
}

closed_set! {
    /// What figures are told apart by. The names are those of the columns of exported events.
    Dimension as "dimension" {
        /// The site.
        Site = "site",
        /// The kind of event.
        Type = "type",
        /// The event's name.
        Name = "name",
        /// The kind of client.
        Platform = "platform",
        /// The host that served the page.
        Hostname = "hostname",
        /// The page's path, as it was read.
        Path = "path",
        /// The fragment, where it is a part of the path.
        Hash = "hash",
        /// The path of the article that is meant by a page, whatever address it was read at.
        Article = "article",
        /// The article with its translations, by the path of the first.
        Story = "story",
        /// The article's headline.
        Title = "title",
        /// The article's section.
        Section = "section",
        /// Each of the article's authors.
        Authors = "authors",
        /// The article's language.
        Lang = "lang",
        /// The referring page.
        Referrer = "referrer",
        /// The place that a reader came from.
        Source = "source",
        /// The kind of that place.
        Channel = "channel",
        /// The campaign's source.
        UtmSource = "utm_source",
        /// The campaign's medium.
        UtmMedium = "utm_medium",
        /// The campaign's name.
        UtmCampaign = "utm_campaign",
        /// The campaign's content.
        UtmContent = "utm_content",
        /// The campaign's term.
        UtmTerm = "utm_term",
        /// The kind of an advertiser's click id.
        ClickId = "click_id",
        /// The browser.
        Browser = "browser",
        /// Its version.
        BrowserVersion = "browser_version",
        /// The operating system.
        Os = "os",
        /// Its version.
        OsVersion = "os_version",
        /// The kind of device.
        Device = "device",
        /// The country, two letters.
        Country = "country",
        /// The region.
        Region = "region",
        /// The city.
        City = "city",
        /// The reader's first language.
        ReaderLang = "reader_lang",
        /// The network of a share. What is no share has none, and is in no row.
        Network = "network",
        /// `human`, or why the maker is taken for a machine. Where it is not asked for, machines do not count.
        Verdict = "verdict",
        /// The tracker's version.
        TrackerVersion = "tracker_version",
        /// The first page of the visit.
        EntryPage = "entry_page",
        /// The last page of the visit.
        ExitPage = "exit_page",
    }
}

closed_set! {
    /// How a value is held against the texts of a filter.
    Operator as "operator" {
        /// It is one of them.
        Is = "is",
        /// It is none of them.
        IsNot = "is_not",
        /// It contains one of them.
        Contains = "contains",
        /// It contains none of them.
        ContainsNot = "contains_not",
    }
}

closed_set! {
    /// The length of the pieces of a time series.
    Interval as "interval" {
        /// Hours (UTC).
        Hour = "hour",
        /// Days of the site's zone.
        Day = "day",
        /// Weeks, from their Monday.
        Week = "week",
        /// Months.
        Month = "month",
    }
}
