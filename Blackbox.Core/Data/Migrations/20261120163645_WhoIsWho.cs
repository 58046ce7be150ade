using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Blackbox.Core.Data.Migrations
{
    /// <inheritdoc />
    public partial class WhoIsWho : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "directory_seen_at",
                table: "identities",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "email",
                table: "identities",
                type: "character varying(320)",
                maxLength: 320,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "email_is_verified",
                table: "identities",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "is_active",
                table: "identities",
                type: "boolean",
                nullable: false,
                defaultValue: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_bot",
                table: "identities",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "directory_code",
                table: "connections",
                type: "character varying(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "directory_message",
                table: "connections",
                type: "character varying(2000)",
                maxLength: 2000,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "directory_people",
                table: "connections",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "directory_requested_at",
                table: "connections",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "directory_synced_at",
                table: "connections",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_private",
                table: "activities",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "thread",
                table: "activities",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "identity_changes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: false),
                    identity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    from_user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    to_user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    from_assigned_by = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    to_assigned_by = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    action = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    changed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    undone_by = table.Column<Guid>(type: "uuid", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_identity_changes", x => x.id);
                    table.ForeignKey(
                        name: "fk_identity_changes_identities_identity_id",
                        column: x => x.identity_id,
                        principalTable: "identities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_identity_changes_users_changed_by",
                        column: x => x.changed_by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_identity_changes_users_from_user_id",
                        column: x => x.from_user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_identity_changes_users_to_user_id",
                        column: x => x.to_user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "identity_claims",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    identity_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    status = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    message = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    decided_by = table.Column<Guid>(type: "uuid", nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_identity_claims", x => x.id);
                    table.ForeignKey(
                        name: "fk_identity_claims_identities_identity_id",
                        column: x => x.identity_id,
                        principalTable: "identities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_identity_claims_users_decided_by",
                        column: x => x.decided_by,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_identity_claims_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "user_preferences",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    platform_order = table.Column<string[]>(type: "text[]", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_preferences", x => x.user_id);
                    table.ForeignKey(
                        name: "fk_user_preferences_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_identities_email",
                table: "identities",
                column: "email",
                filter: "email IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_activities_thread",
                table: "activities",
                column: "thread",
                filter: "thread IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_identity_changes_batch_id",
                table: "identity_changes",
                column: "batch_id");

            migrationBuilder.CreateIndex(
                name: "ix_identity_changes_changed_by",
                table: "identity_changes",
                column: "changed_by");

            migrationBuilder.CreateIndex(
                name: "ix_identity_changes_from_user_id",
                table: "identity_changes",
                column: "from_user_id");

            migrationBuilder.CreateIndex(
                name: "ix_identity_changes_identity_id_created_at",
                table: "identity_changes",
                columns: new[] { "identity_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_identity_changes_to_user_id",
                table: "identity_changes",
                column: "to_user_id");

            migrationBuilder.CreateIndex(
                name: "ix_identity_claims_decided_by",
                table: "identity_claims",
                column: "decided_by");

            migrationBuilder.CreateIndex(
                name: "ix_identity_claims_identity_id_user_id",
                table: "identity_claims",
                columns: new[] { "identity_id", "user_id" },
                unique: true,
                filter: "status = 'pending'");

            migrationBuilder.CreateIndex(
                name: "ix_identity_claims_status_created_at",
                table: "identity_claims",
                columns: new[] { "status", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_identity_claims_user_id",
                table: "identity_claims",
                column: "user_id");

            foreach (var table in TablesWithUpdatedAt)
                migrationBuilder.Sql($"CREATE TRIGGER set_updated_at BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION set_updated_at();");
        }

        private static readonly string[] TablesWithUpdatedAt = ["identity_changes", "identity_claims", "user_preferences"];

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "identity_changes");

            migrationBuilder.DropTable(
                name: "identity_claims");

            migrationBuilder.DropTable(
                name: "user_preferences");

            migrationBuilder.DropIndex(
                name: "ix_identities_email",
                table: "identities");

            migrationBuilder.DropIndex(
                name: "ix_activities_thread",
                table: "activities");

            migrationBuilder.DropColumn(
                name: "directory_seen_at",
                table: "identities");

            migrationBuilder.DropColumn(
                name: "email",
                table: "identities");

            migrationBuilder.DropColumn(
                name: "email_is_verified",
                table: "identities");

            migrationBuilder.DropColumn(
                name: "is_active",
                table: "identities");

            migrationBuilder.DropColumn(
                name: "is_bot",
                table: "identities");

            migrationBuilder.DropColumn(
                name: "directory_code",
                table: "connections");

            migrationBuilder.DropColumn(
                name: "directory_message",
                table: "connections");

            migrationBuilder.DropColumn(
                name: "directory_people",
                table: "connections");

            migrationBuilder.DropColumn(
                name: "directory_requested_at",
                table: "connections");

            migrationBuilder.DropColumn(
                name: "directory_synced_at",
                table: "connections");

            migrationBuilder.DropColumn(
                name: "is_private",
                table: "activities");

            migrationBuilder.DropColumn(
                name: "thread",
                table: "activities");
        }
    }
}
