-- SQL of users may read the token lifetime from this parameter.
\set lifetime `echo "${JWT_EXP:-3600}"`
alter database postgres set "app.settings.jwt_exp" to :'lifetime';
