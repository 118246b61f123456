using System.Text.Json;
using Notebooks.Kernel;

// The kernel's cells take the console; what they gave goes to a file, a list of cells as JSON.
if (args is not [var cells, var outputs])
{
    Console.Error.WriteLine("Give a file with cells (a list of texts, JSON) and one that receives what each of them gave.");
    return 2;
}

using var session = new KernelSession();
var results = new List<CellResult>();
foreach (var cell in JsonSerializer.Deserialize<string[]>(File.ReadAllText(cells))!)
{
    results.Add(await session.Run(cell));
    if (results[^1].Error is not null)
    {
        break;
    }
}

File.WriteAllText(outputs, JsonSerializer.Serialize(results));
return 0;
