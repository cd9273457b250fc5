-- All that the rules for verdict, source and channel look at, in one number: events of the same evidence are judged alike.
-- Of a referring page only the host matters; the stored texts begin with it, or are the address of an application.
ALTER TABLE events
    ADD COLUMN IF NOT EXISTS evidence String ALIAS hex(sipHash128(
        hostname,
        if(position(referrer, '://') > 0, referrer, splitByChar('/', referrer)[1]),
        utm_source,
        utm_medium,
        utm_campaign,
        click_id,
        browser,
        verdict,
        source,
        channel
    ))
