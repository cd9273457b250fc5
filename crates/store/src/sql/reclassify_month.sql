-- Gives the events of a month what newer rules say of their evidence. Run again it changes nothing, since changed events
-- are of other evidence. Where the mapping is emptied meanwhile, events stay as they are.
ALTER TABLE events
UPDATE
    verdict = if(joinGet({mapping:String}, 'verdict', evidence) != '', joinGet({mapping:String}, 'verdict', evidence), verdict),
    source = if(joinGet({mapping:String}, 'verdict', evidence) != '', joinGet({mapping:String}, 'source', evidence), source),
    channel = if(joinGet({mapping:String}, 'verdict', evidence) != '', joinGet({mapping:String}, 'channel', evidence), channel)
IN PARTITION {month:UInt32}
WHERE site = {site:String}
    AND time >= fromUnixTimestamp64Milli({from:Int64}, 'UTC')
    AND time < fromUnixTimestamp64Milli({to:Int64}, 'UTC')
    AND joinGet({mapping:String}, 'verdict', evidence) != ''
