namespace Blackbox.Core.Collecting.Directories.Matching;

/// <summary>Given names that are short or other forms of one another.</summary>
internal static class Nicknames
{
    private static readonly string[] Families =
    [
        "alexander alex alexandre aleksandr sasha sascha xander sandy lex", "alexandra alex sasha sandra sandy lexi alexa", "andrew andy drew andreas andrei andre",
        "anthony tony anton antonio", "anna ann anne annie anja ana hannah", "barbara barb babs", "benjamin ben benny benji", "catherine katherine kate katie kathy kat cathy katharina kathrin katrin",
        "charles charlie chuck carl karl carlos", "christina christine chris tina kristina kirsten", "christopher chris kit topher christoph", "daniel dan danny daniil",
        "david dave davey davide", "deborah debbie deb", "dmitri dmitry dima mitya", "dorothy dot dottie dory", "edward ed eddie ted ned eduard", "elizabeth liz lizzie beth betty eliza elisabeth lisa elsa bess",
        "eleanor ellie nora nell", "emily em emmy emma", "evgeny eugene gene zhenya yevgeny", "frances fran frankie francesca", "francis frank francisco franz paco", "frederick fred freddy friedrich",
        "gabriel gabe", "gerald gerry jerry gerard", "gregory greg gregor", "gwendolyn gwen", "harold harry hal", "henry harry hank heinrich henri", "ivan vanya john", "jacob jake jakob jack",
        "james jim jimmy jamie jaime", "jennifer jen jenny jenn", "jessica jess jessie", "john jack johnny jon jonny johann johannes juan jan hans", "jonathan jon jonny nathan", "joseph joe joey josef jose pepe",
        "joshua josh", "katarzyna kasia", "kenneth ken kenny", "lawrence larry laurence lars lorenz", "leonard leo len lenny leonardo", "louis lou louie ludwig luis", "lucas luke lukas luca", "magdalena magda lena",
        "malgorzata gosia", "margaret maggie meg peggy greta margarita rita marge", "maria mary marie mia masha molly polly", "mark marcus marco markus", "martin marty", "matthew matt matthias mateo matteo",
        "maximilian max maxim", "michael mike mick micky misha mikhail miguel michel michal", "natalia natalie natasha nat", "nicholas nick nicky nico nikolai klaus niklas nicolas kolya", "nicole nikki nic", "oliver ollie olivier",
        "pamela pam", "patricia pat patty trish tricia", "patrick pat paddy patricio", "pavel paul pablo pasha paulo", "peter pete pedro piotr petr", "philip phil pip philipp felipe phillip", "rebecca becky bec becca",
        "raymond ray", "richard rick dick rich ricky ricardo", "robert bob rob bobby robbie bert roberto", "ronald ron ronnie", "samantha sam sammy", "samuel sam sammy", "sergei sergey serge sergio", "sarah sara sally sadie",
        "sebastian seb basti bastian", "stephanie steph stefanie", "stephen steve steven stefan stevie esteban", "susan sue suzie susie suzanne susanne", "sunita sunny", "theodore ted teddy theo", "theresa terry tess teresa",
        "thomas tom tommy tomas", "timothy tim timmy", "tobias toby tobi", "tatiana tanya", "valentina valya tina", "victoria vicky tori vika", "victor vic viktor", "vladimir vlad volodya vova", "wilhelm willi",
        "william will bill billy willy liam guillermo", "yekaterina ekaterina katya catherine", "yuri jury georgy george", "zachary zach zack", "olga olya", "irina ira", "jakub kuba", "krzysztof krzys chris", "maciej maciek", "agnieszka aga",
        "francesco franco checco", "giuseppe beppe", "guadalupe lupe", "ignacio nacho", "concepcion concha", "dolores lola", "isabel isabella bella izzy elisabeth", "johanna jo hanna", "josephine jo josie",
    ];

    private static readonly Dictionary<string, int[]> FamiliesOf = Families
        .SelectMany((family, index) => family.Split(' ').Select(name => (name, index)))
        .GroupBy(pair => pair.name, pair => pair.index, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Distinct().ToArray(), StringComparer.Ordinal);

    public static bool AreForms(string a, string b) =>
        FamiliesOf.TryGetValue(a, out var first) && FamiliesOf.TryGetValue(b, out var second) && Array.Exists(first, index => Array.IndexOf(second, index) >= 0);

    /// <summary>Which families of names it belongs to; equal numbers mean that two are forms of one another.</summary>
    public static IReadOnlyList<int> Of(string name) => FamiliesOf.GetValueOrDefault(name) ?? [];
}
