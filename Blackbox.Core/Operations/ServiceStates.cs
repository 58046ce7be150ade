using Blackbox.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace Blackbox.Core.Operations;

public static class ServiceStates
{
    /// <summary>After this long without news a service is taken to be away.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(150);

    /// <summary>Remembers what was last seen of a service.</summary>
    public static Task RecordServiceStateAsync(
        this BlackboxDb db, string service, string instance, ServiceHealth health, string detail, DateTimeOffset checkedAt,
        CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"""
            INSERT INTO service_states (id, service, instance, health, detail, checked_at)
            VALUES ({Guid.CreateVersion7(checkedAt)}, {service}, {instance}, {EnumWords.ToWord(health)}, {detail}, {checkedAt})
            ON CONFLICT (service) DO UPDATE SET
                instance = EXCLUDED.instance, health = EXCLUDED.health, detail = EXCLUDED.detail, checked_at = EXCLUDED.checked_at
            """, cancellationToken);
}
