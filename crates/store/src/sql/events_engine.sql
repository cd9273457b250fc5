-- Is the table of events one of this server, or distributed over several?
SELECT engine FROM system.tables WHERE database = {name:String} AND name = 'events'
