    -- Whether a value passes a filter.
    (value, operator, texts) -> if(operator IN ('is', 'is_not'), has(texts, value), multiSearchAny(value, texts))
        = (operator IN ('is', 'contains')) AS passes,
    -- What passes the filters, with its values of the dimensions and its piece of the time series: an hour by its second, a longer
    -- one by its first day. The dimensions are named columns, so that no others are read; `nothing` is always empty.
    chosen AS
    (
        SELECT
            if({of_visits:Bool}, fromUnixTimestamp64Milli(visit_start, 'UTC'), time) AS moment,
            multiIf(
                {interval:String} = 'hour', toInt64(toUnixTimestamp(toStartOfHour(moment, 'UTC'))),
                {interval:String} = 'day', toInt64(toDate(moment, {zone:String})),
                {interval:String} = 'week', toInt64(toMonday(moment, {zone:String})),
                {interval:String} = 'month', toInt64(toStartOfMonth(moment, {zone:String})),
                toInt64(0)
            ) AS piece,
            [toString({d1:Identifier}), toString({d2:Identifier}), toString({d3:Identifier})] AS keys,
            type,
            reader,
            path,
            engaged_ms,
            scroll,
            visit_start,
            is_bounce,
            pages,
            seconds
        FROM happening
        WHERE passes(toString({f1:Identifier}), {o1:String}, {t1:Array(String)})
            AND passes(toString({f2:Identifier}), {o2:String}, {t2:Array(String)})
            AND passes(toString({f3:Identifier}), {o3:String}, {t3:Array(String)})
            AND passes(toString({f4:Identifier}), {o4:String}, {t4:Array(String)})
            AND passes(toString({f5:Identifier}), {o5:String}, {t5:Array(String)})
            AND passes(toString({f6:Identifier}), {o6:String}, {t6:Array(String)})
            AND ({with_unshared:Bool} OR network != '')
    ),
