import { watchHasher } from "../../auth-service/passwords/hash-metrics.ts";
import { createHasher } from "../../auth-service/passwords/hashing.ts";
import { countSessions } from "../../auth-service/sessions/session-metrics.ts";
import { parseKeyring } from "../../kit/keyring.ts";
import { createMetrics } from "../../kit/metrics.ts";
import { orchestratorMetrics } from "../../orchestrator/metrics.ts";

/** The labels that each of our metrics has, by the names under which Prometheus keeps it. */
export function ourMetrics(): Map<string, string[]> {
  const auth = createMetrics();
  const peppers = parseKeyring(`k1:${Buffer.alloc(32).toString("base64")}`);
  watchHasher(auth, createHasher({ scheme: "bcrypt", cost: 4, concurrency: 1, peppers }));
  countSessions(auth);
  const all = [auth.registry, orchestratorMetrics().registry].flatMap((registry) => registry.getMetricsAsArray());
  return new Map(
    all.flatMap((metric) => {
      const { name, labelNames = [] } = metric as { name: string; labelNames?: string[] };
      return ["", "_bucket", "_sum", "_count"].map((suffix) => [`${name}${suffix}`, labelNames] as const);
    }),
  );
}

/** Documented by those who publish them: CloudNativePG and its barman plugin, Temporal 1.32, the kubelet, Prometheus. */
export const documentedMetrics = new Set([
  "cnpg_collector_up",
  "cnpg_backends_total",
  "cnpg_backends_max_tx_duration_seconds",
  "cnpg_pg_settings_setting",
  "cnpg_pg_database_xid_age",
  "cnpg_pg_replication_lag",
  "cnpg_pg_replication_in_recovery",
  "cnpg_pg_replication_is_wal_receiver_up",
  "cnpg_pg_replication_streaming_replicas",
  "cnpg_pg_stat_archiver_last_failed_time",
  "cnpg_pg_stat_archiver_last_archived_time",
  "barman_cloud_cloudnative_pg_io_last_available_backup_timestamp",
  "persistence_requests",
  "persistence_errors",
  "approximate_backlog_age_seconds",
  "certificates_expiring",
  "certificates_expired",
  "kubelet_volume_stats_available_bytes",
  "kubelet_volume_stats_capacity_bytes",
  "up",
]);
