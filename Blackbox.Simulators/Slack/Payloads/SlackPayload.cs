using System.Globalization;
using System.Text.Json;
using Blackbox.Simulators.Http;
using Blackbox.Simulators.Slack.Model;

namespace Blackbox.Simulators.Slack.Payloads;

/// <summary>The JSON of Slack's Web API: members and channels.</summary>
internal static class SlackPayload
{
    private static readonly string[] ImageSizes = ["24", "32", "48", "72", "192", "512"];

    public static void Member(Utf8JsonWriter writer, Workspace workspace, Member member, bool withEmail)
    {
        if (member.Recorded is not null)
        {
            writer.WriteRawValue(member.Recorded, skipInputValidation: true);
            return;
        }
        writer.WriteStartObject();
        writer.Text("id", member.Id);
        writer.Text("team_id", workspace.Id);
        writer.Text("name", member.Name);
        writer.Flag("deleted", member.IsDeleted);
        if (!member.IsDeleted)
        {
            writer.Text("color", "9f69e7");
            writer.Text("real_name", member.RealName);
            writer.Text("tz", member.TimeZone);
            writer.Text("tz_label", member.TimeZone);
            writer.Number("tz_offset", (long)member.UtcOffset.TotalSeconds);
        }
        writer.Object("profile", () => Profile(writer, workspace, member, withEmail));
        if (!member.IsDeleted)
        {
            writer.Flag("is_admin", false);
            writer.Flag("is_owner", false);
            writer.Flag("is_primary_owner", false);
            writer.Flag("is_restricted", false);
            writer.Flag("is_ultra_restricted", false);
        }
        // Slackbot says that it is none.
        writer.Flag("is_bot", member.BotId is not null);
        writer.Flag("is_app_user", false);
        writer.Number("updated", member.UpdatedAt.ToUnixTimeSeconds());
        if (!member.IsBot)
            writer.Flag("is_email_confirmed", member.EmailIsConfirmed);
        if (!member.IsDeleted)
            writer.Text("who_can_share_contact_card", "EVERYONE");
        writer.WriteEndObject();
    }

    private static void Profile(Utf8JsonWriter writer, Workspace workspace, Member member, bool withEmail)
    {
        writer.Text("title", member.Title ?? "");
        writer.Text("phone", "");
        writer.Text("skype", "");
        writer.Text("real_name", member.RealName);
        writer.Text("real_name_normalized", Normalized(member.RealName));
        writer.Text("display_name", member.DisplayName);
        writer.Text("display_name_normalized", Normalized(member.DisplayName));
        writer.Text("status_text", "");
        writer.Text("status_emoji", "");
        writer.Number("status_expiration", 0);
        writer.Text("avatar_hash", "g" + member.Id.ToLowerInvariant());
        if (member.BotId is not null)
        {
            writer.Text("bot_id", member.BotId);
            writer.Text("api_app_id", "A06NWLABS01");
            writer.Flag("always_active", true);
        }
        if (withEmail && member.Email is not null)
            writer.Text("email", member.Email);
        foreach (var size in ImageSizes)
            writer.Text("image_" + size, $"https://avatars.northwind.example/{member.Id}-{size}.png");
        writer.Text("team", workspace.Id);
    }

    public static void Channel(Utf8JsonWriter writer, Workspace workspace, Channel channel)
    {
        if (channel.Recorded is not null)
        {
            writer.WriteRawValue(channel.Recorded, skipInputValidation: true);
            return;
        }
        writer.WriteStartObject();
        writer.Text("id", channel.Id);
        writer.Text("name", channel.Name);
        writer.Flag("is_channel", true);
        writer.Flag("is_group", false);
        writer.Flag("is_im", false);
        writer.Flag("is_mpim", false);
        writer.Flag("is_private", channel.IsPrivate);
        writer.Number("created", channel.CreatedAt.ToUnixTimeSeconds());
        writer.Flag("is_archived", channel.IsArchived);
        writer.Flag("is_general", channel.IsGeneral);
        writer.Number("unlinked", 0);
        writer.Text("name_normalized", channel.Name);
        writer.Flag("is_shared", false);
        writer.Flag("is_org_shared", false);
        writer.Flag("is_pending_ext_shared", false);
        writer.List<string>("pending_shared", [], _ => { });
        writer.Text("context_team_id", workspace.Id);
        writer.Number("updated", channel.CreatedAt.ToUnixTimeMilliseconds());
        writer.Nothing("parent_conversation");
        writer.Text("creator", channel.Creator);
        writer.Flag("is_ext_shared", false);
        writer.List("shared_team_ids", [workspace.Id], writer.WriteStringValue);
        writer.List<string>("pending_connected_team_ids", [], _ => { });
        writer.Flag("is_member", workspace.RobotIsIn(channel));
        writer.Object("topic", () => Topic(writer, channel.Topic, channel));
        writer.Object("purpose", () => Topic(writer, channel.Purpose, channel));
        writer.List("previous_names", channel.PreviousNames, writer.WriteStringValue);
        writer.Number("num_members", channel.Members.Count);
        writer.WriteEndObject();
    }

    private static void Topic(Utf8JsonWriter writer, string value, Channel channel)
    {
        writer.Text("value", value);
        writer.Text("creator", value.Length > 0 ? channel.Creator : "");
        writer.Number("last_set", value.Length > 0 ? channel.CreatedAt.ToUnixTimeSeconds() : 0);
    }

    private static string Normalized(string name) =>
        string.Concat(name.Normalize(System.Text.NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark))
            .Normalize();
}
