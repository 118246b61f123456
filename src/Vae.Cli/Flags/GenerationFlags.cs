using System.CommandLine;
using Vae.Cli.Flags.Values;
using Vae.Core.Options;

namespace Vae.Cli.Flags;

/// <summary>Flags of the commands that make rows: where to, and how they look as a picture.</summary>
internal sealed class GenerationFlags
{
    private readonly bool choosesColumns;

    /// <param name="choosesColumns">Whether the tiles of a line are the user's choice; elsewhere a line is a path.</param>
    public GenerationFlags(bool choosesColumns) => this.choosesColumns = choosesColumns;

    public Option<string?> Model { get; } = ModelFlag.Create();

    public Option<string?> Out { get; } = Flag.Text("--out", "FILE",
        "A picture where the name ends in .png, or a table in raw units. " + OutFlag.Formats, required: true);

    public Option<string?> Csv { get; } = Flag.Text("--csv", "FILE", "The table as well, beside a picture.");

    public Option<bool> Codes { get; } = Flag.Switch("--codes", "Table: the latent codes as further columns z0, z1, ...");

    public Option<int?> Threads { get; } = Flag.Number<int>("--threads", "Threads; 0 is one a processor. Default 0.");

    public Option<ImageShape?> Image { get; } = Flag.Parsed("--image", "CxHxW",
        "What a row looks like: channels (1 or 3), height and width, such as 1x28x28. Default: a grey square, where the number of features is a square.",
        ImageShapeText.Parse);

    public Option<int?> Columns { get; } = Flag.Number<int>("--columns", "Tiles in a line. Default: a square sheet, or 10 for reconstructions.");

    public Option<int?> Zoom { get; } = Flag.Number<int>("--zoom", "Pixels a side that each feature becomes. Default: as many as make a tile 48 pixels large.");

    public Option<float?> Low { get; } = Flag.Number<float>("--low",
        "The value that is black. Default: the smallest on the sheet; 0 for a Bernoulli decoder without scaling.");

    public Option<float?> High { get; } = Flag.Number<float>("--high",
        "The value that is white. Default: the largest on the sheet; 1 for a Bernoulli decoder without scaling.");

    public FlagGroup FilesGroup(params Option[] more) => new("Files", [Model, .. more, Out, Csv]);

    public FlagGroup PictureGroup => new("Picture and table", PictureFlags.Append(Codes).ToArray());

    /// <summary>The flags that only a picture reads.</summary>
    public IEnumerable<Option> PictureFlags => choosesColumns ? [Image, Columns, Zoom, Low, High] : [Image, Zoom, Low, High];
}
