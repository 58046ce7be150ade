using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Blackbox.Core.Data.Migrations
{
    /// <inheritdoc />
    public partial class TaskWindows : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_collection_tasks_connection_id_window_to",
                table: "collection_tasks",
                columns: new[] { "connection_id", "window_to" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_collection_tasks_connection_id_window_to",
                table: "collection_tasks");
        }
    }
}
