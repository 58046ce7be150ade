using System.Collections.Frozen;
using System.Globalization;

namespace Blackbox.Core.Collecting.Slack.Text;

/// <summary>Slack's names of common emoji; a workspace's own ones have no character.</summary>
internal static class EmojiNames
{
    public const int MaxLength = 64;

    private const int MaxCodePoints = 10;

    private const string Table = """
        +1 👍 thumbsup 👍 -1 👎 thumbsdown 👎 100 💯 1234 🔢 8ball 🎱 accept 🉑 alarm_clock ⏰ alien 👽 ambulance 🚑 anchor ⚓ angel 👼 angry 😠 anguished 😧
        apple 🍎 arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ arrow_up ⬆️ arrows_counterclockwise 🔄 art 🎨 astonished 😲 baby 👶 balloon 🎈 ballot_box_with_check ☑️
        banana 🍌 bar_chart 📊 beach_with_umbrella 🏖️ bear 🐻 beer 🍺 beers 🍻 bell 🔔 bento 🍱 bike 🚲 bird 🐦 birthday 🎂 black_large_square ⬛ blossom 🌼 blue_heart 💙
        blush 😊 bomb 💣 book 📖 bookmark 🔖 books 📚 boom 💥 bow 🙇 brain 🧠 briefcase 💼 broken_heart 💔 bug 🐛 building_construction 🏗️ bulb 💡 bullettrain_side 🚄
        burrito 🌯 cactus 🌵 cake 🍰 calendar 📆 call_me_hand 🤙 camera 📷 candle 🕯️ car 🚗 card_file_box 🗃️ cat 🐱 champagne 🍾 chart_with_downwards_trend 📉
        chart_with_upwards_trend 📈 checkered_flag 🏁 cherry_blossom 🌸 christmas_tree 🎄 clap 👏 clinking_glasses 🥂 clipboard 📋 clock1 🕐 clock12 🕛 closed_lock_with_key 🔐
        cloud ☁️ clown_face 🤡 coffee ☕ cold_face 🥶 cold_sweat 😰 collision 💥 computer 💻 confetti_ball 🎊 confounded 😖 confused 😕 construction 🚧
        construction_worker 👷 cookie 🍪 cool 🆒 cow 🐮 crab 🦀 credit_card 💳 crossed_fingers 🤞 crown 👑 cry 😢 crying_cat_face 😿 crystal_ball 🔮 cupid 💘 dancer 💃
        dart 🎯 dash 💨 desktop_computer 🖥️ diamond_shape_with_a_dot_inside 💠 disappointed 😞 dizzy 💫 dizzy_face 😵 dog 🐶 dollar 💵 dolphin 🐬 door 🚪 dragon 🐉
        droplet 💧 ear 👂 earth_africa 🌍 earth_americas 🌎 earth_asia 🌏 eight 8️⃣ electric_plug 🔌 elephant 🐘 email ✉️ envelope ✉️ exclamation ❗ exploding_head 🤯
        expressionless 😑 eye 👁️ eyes 👀 face_palm 🤦 face_with_monocle 🧐 face_with_raised_eyebrow 🤨 face_with_rolling_eyes 🙄 face_with_thermometer 🤒 facepunch 👊
        fallen_leaf 🍂 fast_forward ⏩ fearful 😨 file_folder 📁 fire 🔥 fire_engine 🚒 fireworks 🎆 fish 🐟 fist ✊ five 5️⃣ floppy_disk 💾 flushed 😳 four 4️⃣
        four_leaf_clover 🍀 frog 🐸 frowning 😦 gear ⚙️ gem 💎 ghost 👻 gift 🎁 grimacing 😬 grin 😁 grinning 😀 guitar 🎸 hammer 🔨 hammer_and_wrench 🛠️ hand ✋ handshake 🤝
        hankey 💩 hatching_chick 🐣 headphones 🎧 hear_no_evil 🙉 heart ❤️ heart_eyes 😍 heart_eyes_cat 😻 hearts ♥️ heavy_check_mark ✔️ heavy_exclamation_mark ❗
        heavy_minus_sign ➖ heavy_multiplication_x ✖️ heavy_plus_sign ➕ herb 🌿 hocho 🔪 hot_face 🥵 hotdog 🌭 hourglass ⌛ hourglass_flowing_sand ⏳ house 🏠 hugging_face 🤗
        hushed 😯 ice_cream 🍨 imp 👿 inbox_tray 📥 information_source ℹ️ innocent 😇 interrobang ⁉️ iphone 📱 jack_o_lantern 🎃 joy 😂 joy_cat 😹 key 🔑 keyboard ⌨️ kiss 💋
        kissing_heart 😘 label 🏷️ large_blue_circle 🔵 large_green_circle 🟢 large_yellow_circle 🟡 laptop 💻 laughing 😆 leaves 🍃 lightning ⚡ link 🔗 lock 🔒 loudspeaker 📢
        love_letter 💌 mag 🔍 mag_right 🔎 magic_wand 🪄 mailbox 📫 male-technologist 👨‍💻 female-technologist 👩‍💻 man-shrugging 🤷‍♂️ woman-shrugging 🤷‍♀️ mask 😷 medal 🏅
        mega 📣 melting_face 🫠 memo 📝 metal 🤘 microscope 🔬 mobile_phone_off 📴 money_mouth_face 🤑 moneybag 💰 monkey 🐒 monkey_face 🐵 moon 🌔 mountain ⛰️ mouse 🐭
        movie_camera 🎥 moyai 🗿 muscle 💪 mushroom 🍄 musical_note 🎵 mute 🔇 nail_care 💅 nerd_face 🤓 neutral_face 😐 new 🆕 newspaper 📰 nine 9️⃣ no_bell 🔕 no_entry ⛔
        no_entry_sign 🚫 no_good 🙅 no_mouth 😶 notebook 📓 octopus 🐙 ok 🆗 ok_hand 👌 one 1️⃣ open_hands 👐 open_mouth 😮 orange_heart 🧡 outbox_tray 📤 owl 🦉 package 📦
        page_facing_up 📄 palm_tree 🌴 panda_face 🐼 paperclip 📎 partly_sunny ⛅ partying_face 🥳 pencil 📝 pencil2 ✏️ penguin 🐧 pensive 😔 persevere 😣 phone ☎️ pig 🐷
        pill 💊 pinched_fingers 🤌 pizza 🍕 pleading_face 🥺 point_down 👇 point_left 👈 point_right 👉 point_up ☝️ point_up_2 👆 police_car 🚓 poop 💩 popcorn 🍿 pouting_cat 😾
        pray 🙏 printer 🖨️ punch 👊 purple_heart 💜 pushpin 📌 question ❓ rabbit 🐰 racehorse 🐎 rage 😡 rainbow 🌈 raised_hand ✋ raised_hands 🙌 ramen 🍜 recycle ♻️
        red_circle 🔴 relaxed ☺️ relieved 😌 repeat 🔁 robot_face 🤖 rocket 🚀 rofl 🤣 rolling_on_the_floor_laughing 🤣 rose 🌹 rotating_light 🚨 runner 🏃 running 🏃 sad 😢
        salad 🥗 saluting_face 🫡 satellite 📡 satisfied 😆 scales ⚖️ school 🏫 scream 😱 scroll 📜 see_no_evil 🙈 seedling 🌱 seven 7️⃣ shark 🦈 sheep 🐑 shield 🛡️ ship 🚢 shit 💩
        shopping_trolley 🛒 shrug 🤷 shushing_face 🤫 sick 🤢 six 6️⃣ skull 💀 skull_and_crossbones ☠️ sleeping 😴 sleepy 😪 slightly_frowning_face 🙁 slightly_smiling_face 🙂
        sloth 🦥 smile 😄 smile_cat 😸 smiley 😃 smiling_face_with_3_hearts 🥰 smirk 😏 snail 🐌 snake 🐍 snowflake ❄️ snowman ⛄ sob 😭 soccer ⚽ sos 🆘 sparkle ❇️ sparkler 🎇
        sparkles ✨ sparkling_heart 💖 speak_no_evil 🙊 speech_balloon 💬 spider 🕷️ spiral_calendar_pad 🗓️ star ⭐ star-struck 🤩 star2 🌟 stop_sign 🛑 stopwatch ⏱️
        stuck_out_tongue 😛 stuck_out_tongue_winking_eye 😜 sun_with_face 🌞 sunflower 🌻 sunglasses 😎 sunny ☀️ sunrise 🌅 sushi 🍣 sweat 😓 sweat_drops 💦 sweat_smile 😅 tada 🎉
        taco 🌮 tangerine 🍊 tea 🍵 telephone_receiver 📞 telescope 🔭 tent ⛺ test_tube 🧪 thermometer 🌡️ thinking_face 🤔 thought_balloon 💭 three 3️⃣ thumbsup_all 👍
        ticket 🎫 tiger 🐯 timer_clock ⏲️ tired_face 😫 toilet 🚽 tongue 👅 toolbox 🧰 top 🔝 traffic_light 🚥 train 🚋 triangular_flag_on_post 🚩 triumph 😤 trophy 🏆 truck 🚚
        tulip 🌷 turtle 🐢 two 2️⃣ umbrella ☔ unamused 😒 unicorn_face 🦄 unlock 🔓 up 🆙 upside_down_face 🙃 v ✌️ vertical_traffic_light 🚦 wastebasket 🗑️ watch ⌚ watermelon 🍉
        wave 👋 weary 😩 whale 🐳 white_check_mark ✅ white_circle ⚪ white_flag 🏳️ white_frowning_face ☹️ white_heart 🤍 wind_blowing_face 🌬️ wine_glass 🍷 wink 😉 wolf 🐺
        woozy_face 🥴 worried 😟 wrench 🔧 writing_hand ✍️ x ❌ yawning_face 🥱 yellow_heart 💛 yum 😋 zany_face 🤪 zap ⚡ zero 0️⃣ zipper_mouth_face 🤐 zzz 💤
        flag-kr 🇰🇷 kr 🇰🇷 flag-us 🇺🇸 us 🇺🇸 flag-gb 🇬🇧 gb 🇬🇧 flag-de 🇩🇪 de 🇩🇪 flag-fr 🇫🇷 fr 🇫🇷 flag-jp 🇯🇵 jp 🇯🇵 flag-cn 🇨🇳 cn 🇨🇳
        skin-tone-2 🏻 skin-tone-3 🏼 skin-tone-4 🏽 skin-tone-5 🏾 skin-tone-6 🏿
        """;

    private static readonly FrozenDictionary<string, string> Characters = Table.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .Chunk(2).ToFrozenDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Characters.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <param name="name">Without colons.</param>
    /// <returns>Null for a name that is not known.</returns>
    public static string? Find(ReadOnlySpan<char> name) => Lookup.TryGetValue(name, out var character) ? character : null;

    public static bool IsSkinTone(ReadOnlySpan<char> name) => name.StartsWith("skin-tone-", StringComparison.Ordinal);

    /// <summary>What <c>1f468-200d-1f4bb</c> says; null for what is not a list of code points.</summary>
    public static string? OfCodePoints(string? hex)
    {
        if (hex is not { Length: > 0 and <= MaxLength })
            return null;
        var parts = hex.Split('-');
        if (parts.Length > MaxCodePoints)
            return null;
        var characters = "";
        foreach (var part in parts)
        {
            if (!int.TryParse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
                || value < 0x20 || !System.Text.Rune.IsValid(value))
                return null;
            characters += char.ConvertFromUtf32(value);
        }
        return characters;
    }
}
