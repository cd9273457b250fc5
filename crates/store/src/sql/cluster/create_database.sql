-- Makes the database that everything lies in, on every server.
CREATE DATABASE IF NOT EXISTS {name:Identifier} ON CLUSTER '{cluster}'
