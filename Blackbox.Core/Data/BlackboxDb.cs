using Blackbox.Core.Backfills;
using Blackbox.Core.Collecting;
using Blackbox.Core.Events;
using Blackbox.Core.Locking;
using Blackbox.Core.Operations;
using Blackbox.Core.Runs;
using Blackbox.Core.Summaries;
using Blackbox.Core.Users;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Core.Data;

public sealed class BlackboxDb(DbContextOptions<BlackboxDb> options) : DbContext(options)
{
    public DbSet<User> Users => Set<User>();
    public DbSet<Connection> Connections => Set<Connection>();
    public DbSet<Identity> Identities => Set<Identity>();
    public DbSet<IdentityChange> IdentityChanges => Set<IdentityChange>();
    public DbSet<IdentityClaim> IdentityClaims => Set<IdentityClaim>();
    public DbSet<UserPreferences> UserPreferences => Set<UserPreferences>();
    public DbSet<Activity> Activities => Set<Activity>();
    public DbSet<Run> Runs => Set<Run>();
    public DbSet<CollectionRun> CollectionRuns => Set<CollectionRun>();
    public DbSet<FetchState> FetchStates => Set<FetchState>();
    public DbSet<CollectionTask> CollectionTasks => Set<CollectionTask>();
    public DbSet<RunTask> RunTasks => Set<RunTask>();
    public DbSet<Backfill> Backfills => Set<Backfill>();
    public DbSet<IdempotencyKey> IdempotencyKeys => Set<IdempotencyKey>();
    public DbSet<OutboxEvent> OutboxEvents => Set<OutboxEvent>();
    public DbSet<Webhook> Webhooks => Set<Webhook>();
    public DbSet<WebhookDelivery> WebhookDeliveries => Set<WebhookDelivery>();
    public DbSet<LockFence> LockFences => Set<LockFence>();
    public DbSet<PlatformSummary> PlatformSummaries => Set<PlatformSummary>();
    public DbSet<DailySummary> DailySummaries => Set<DailySummary>();
    public DbSet<Note> Notes => Set<Note>();
    public DbSet<ServiceState> ServiceStates => Set<ServiceState>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Conventions.Add(_ => new SnakeCaseConvention());
        configurationBuilder.Conventions.Add(_ => new TimestampConvention());
        configurationBuilder.Conventions.Add(_ => new EnumConvention());
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasPostgresExtension("vector");
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(BlackboxDb).Assembly);
    }
}
